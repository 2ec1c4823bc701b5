// The page begins here.

import { drawClock, readClock } from "./clock.js";
import { follow, watchBot } from "./live.js";
import { chooseFirst, drawPhones, redraw, watchPeople } from "./people.js";
import { changes, loadAll, state } from "./store.js";
import { shownLanguage, switchLanguage, t } from "./words.js";

const status = document.getElementById("status");
const language = document.getElementById("language");
let link = { isLost: false, isBotThere: true, pending: 0 };

function drawStatus() {
  const bot = link.pending ? t("botDownWaiting", { count: link.pending }) : t("botDown");
  const text = link.isLost ? t("lost") : link.isBotThere ? "" : bot;
  // Said once, not at every look.
  if (status.textContent !== text) status.textContent = text;
  status.classList.toggle("grave", link.isLost);
}

function drawFrame() {
  document.documentElement.lang = shownLanguage();
  document.getElementById("title").textContent = state.front.title || t("chats");
  language.textContent = t("switch");
  language.setAttribute("aria-label", t("switchLabel"));
  drawClock();
  drawStatus();
}

async function begin() {
  let cursor;
  try {
    cursor = await loadAll();
    await readClock();
  } catch {
    link = { ...link, isLost: true };
    drawFrame();
    setTimeout(begin, 1000);
    return;
  }
  link = { ...link, isLost: false };
  drawFrame();
  chooseFirst();
  watchPeople();
  await drawPhones();
  // Another life of the server knows other chats; what was typed is kept.
  const again = () => location.reload();
  follow(cursor, again);
  watchBot(again);
}

changes.addEventListener("link", ({ detail }) => {
  const wasLost = link.isLost;
  link = { ...detail };
  drawStatus();
  if (wasLost && !link.isLost) drawPhones();
});
language.addEventListener("click", () => {
  switchLanguage();
  drawFrame();
  redraw();
});
begin();
