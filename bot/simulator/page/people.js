// Who there is, and whose phones are shown: three on a wide screen, one on a narrow one.

import { api } from "./api.js";
import { askForPerson } from "./asking.js";
import { avatar, el, icon } from "./dom.js";
import { Phone } from "./phone.js";
import { changes, loadPerson, state } from "./store.js";
import { t } from "./words.js";

const bar = document.getElementById("people");
const stage = document.getElementById("phones");
const widths = [matchMedia("(min-width: 1080px)"), matchMedia("(min-width: 720px)")];
const phones = new Map();
const KEPT = "shown";
const MOST = 3;
let slots = [];
let current = null;

const room = () => (widths[0].matches ? 3 : widths[1].matches ? 2 : 1);

function visible() {
  const first = slots.slice(0, room());
  return first.includes(current) || current === null ? first : [...first.slice(0, -1), current];
}

/** Bring a person's phone to the front, in the place of the one longest untouched. */
export async function show(id) {
  if (!state.people.has(id)) return;
  if (!slots.includes(id)) {
    if (slots.length < MOST) slots.push(id);
    else slots[slots.indexOf(leastUsed())] = id;
  }
  touch(id);
  await drawPhones();
  phones.get(id)?.root.scrollIntoView?.({ block: "nearest" });
}

const used = new Map();
let uses = 0;

function touch(id) {
  used.set(id, (uses += 1));
  current = id;
  sessionStorage.setItem(KEPT, JSON.stringify({ slots, current }));
}

function leastUsed() {
  return [...slots].sort((a, b) => (used.get(a) ?? 0) - (used.get(b) ?? 0))[0];
}

/** Choose who is shown first: those of the last time, else those of the front, else whoever is there. */
export function chooseFirst() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  const front = state.front.people.map((one) => one.id);
  const wanted = [...(kept?.slots ?? []), ...front, ...state.people.keys()].filter((id) => state.people.has(id));
  slots = [...new Set(wanted)].slice(0, MOST);
  current = slots.includes(kept?.current) ? kept.current : (slots[0] ?? null);
}

/** Draw the phones that fit. */
export async function drawPhones() {
  const ids = visible();
  try {
    await Promise.all(ids.map((id) => loadPerson(id)));
  } catch {
    // Read again as soon as the connection is back.
    return;
  }
  if (ids.join() !== visible().join()) return;
  for (const [id, phone] of phones) {
    if (ids.includes(id)) continue;
    phone.close();
    phones.delete(id);
  }
  ids.forEach((id, place) => {
    if (!phones.has(id)) {
      const phone = new Phone(state.people.get(id), show);
      phone.root.addEventListener("focusin", () => touch(id));
      phones.set(id, phone);
    }
    const { root } = phones.get(id);
    if (stage.children[place] === root) return;
    stage.insertBefore(root, stage.children[place] ?? null);
    // A node that is moved forgets how far it was scrolled.
    phones.get(id).toEnd();
  });
  for (const id of ids) {
    phones.get(id).refresh();
    phones.get(id).composer.grow();
  }
  if (ids.length === 0) stage.replaceChildren(el("p", { class: "empty" }, t("emptyChat")));
  else stage.querySelector(".empty")?.remove();
  drawBar();
}

/** Draw everything anew: another language, or another life of the server. */
export async function redraw() {
  for (const phone of phones.values()) phone.close();
  phones.clear();
  await drawPhones();
}

function order() {
  const front = state.front.people.map((one) => one.id);
  return [...state.people.values()].sort((a, b) => rank(front, a.id) - rank(front, b.id));
}

const rank = (front, id) => (front.includes(id) ? front.indexOf(id) : front.length);

function drawBar() {
  const hadFocus = bar.contains(document.activeElement) ? document.activeElement.dataset.person : null;
  const shown = visible();
  bar.setAttribute("aria-label", t("people"));
  bar.replaceChildren(...order().map((person) => tab(person, shown.includes(person.id))), adding());
  if (hadFocus) bar.querySelector(`[data-person="${hadFocus}"]`)?.focus();
  const unread = [...state.people.values()].reduce((sum, person) => sum + person.unread, 0);
  document.title = `${unread ? `(${unread}) ` : ""}${state.front.title || t("chats")}`;
}

function tab(person, isShown) {
  const count = person.unread ? el("span", { class: "count" }, el("span", { "aria-hidden": "true" }, String(person.unread)), el("span", { class: "sr-only" }, t("unread", { count: person.unread }))) : null;
  const note = person.note ? el("small", {}, person.note) : null;
  const attributes = { type: "button", class: "tab", "aria-pressed": String(isShown), "data-person": person.id, onclick: () => show(person.id) };
  return el("button", attributes, avatar(person.name, person.id), el("span", { class: "tab-name" }, person.name, note), count);
}

function adding() {
  const add = async () => {
    try {
      const id = await askForPerson();
      if (id !== null) await joined(id);
    } catch {
      // The status line tells of a lost connection.
    }
  };
  return el("button", { type: "button", class: "tab add", "data-person": "new", onclick: add }, icon("add"), el("span", { class: "tab-name" }, t("addPerson")));
}

/** Show a person who has just joined; the stream may tell of them a moment later. */
async function joined(id) {
  while (!state.people.has(id)) await new Promise((resolve) => changes.addEventListener("people", resolve, { once: true }));
  await show(id);
}

/** Keep the bar and the phones up to date. */
export function watchPeople() {
  changes.addEventListener("person", drawBar);
  changes.addEventListener("people", ({ detail }) => {
    drawBar();
    if (detail.isFront) sessionStorage.removeItem(KEPT);
    if (detail.isFront || slots.length < MOST) {
      chooseFirst();
      drawPhones();
    }
  });
  for (const width of widths) width.addEventListener("change", drawPhones);
  document.addEventListener("visibilitychange", () => phones.forEach((phone) => phone.refresh()));
}
