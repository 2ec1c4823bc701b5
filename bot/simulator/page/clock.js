// The server's clock, where it can be moved.

import { api } from "./api.js";
import { el, icon } from "./dom.js";
import { changes } from "./store.js";
import { momentText, useZoneOf } from "./time.js";
import { shownLanguage, t } from "./words.js";

const root = document.getElementById("clock");
const shown = el("time", {});
let base = 0;
let readAt = 0;
let steps = [];

function set(now) {
  base = Date.parse(now);
  readAt = performance.now();
  tick();
}

function tick() {
  shown.textContent = momentText((base + performance.now() - readAt) / 1000);
}

async function move(step, button) {
  button.disabled = true;
  try {
    set((await api.moveClock(step.name)).now);
  } catch {
    // The status line tells of a lost connection; the clock stays where it was.
  }
  button.disabled = false;
  button.focus();
}

/** Find out whether there is a clock to move; times are then shown by it. */
export async function readClock() {
  const clock = await api.clock().catch(() => ({ steps: [] }));
  steps = clock.steps;
  if (steps.length === 0) return;
  useZoneOf(clock.now);
  set(clock.now);
  setInterval(tick, 1000);
  changes.addEventListener("clock", ({ detail }) => set(detail.now));
}

/** Draw the control. */
export function drawClock() {
  root.hidden = steps.length === 0;
  if (root.hidden) return;
  tick();
  const buttons = steps.map((step) => {
    const label = step.labels[shownLanguage()] ?? step.name;
    return el("button", { type: "button", class: "step", "data-step": step.name, onclick: (event) => move(step, event.currentTarget) }, label);
  });
  const group = el("div", { class: "steps", role: "group", "aria-label": t("forwardBy") }, el("span", { "aria-hidden": "true" }, t("forwardBy")), buttons);
  root.replaceChildren(el("span", { class: "now" }, icon("clock"), el("span", { class: "sr-only" }, t("clock")), shown), group);
}
