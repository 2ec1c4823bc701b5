// Small windows over the page: questions, alerts, a photo, menus.

import { el, iconButton } from "./dom.js";
import { t } from "./words.js";

function open(dialog, giveBack) {
  const before = document.activeElement;
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (before?.isConnected) before.focus();
    giveBack();
  });
  dialog.showModal();
}

/** Ask for values: fields are {name, label, value, type, choices, check}; null when given up.

    check(value) returns what is wrong with it, or null.
*/
export function ask(title, fields, confirmLabel) {
  return new Promise((resolve) => {
    let answer = null;
    const wrong = el("p", { class: "wrong", role: "alert" });
    const inputs = new Map(fields.map((field) => [field, input(field)]));
    const submit = (event) => {
      event.preventDefault();
      const problem = fields.map((field) => field.check?.(inputs.get(field).value)).find(Boolean);
      wrong.textContent = problem ?? "";
      if (problem) return;
      answer = Object.fromEntries(fields.map((field) => [field.name, inputs.get(field).value]));
      dialog.close();
    };
    const labels = fields.map((field) => el("label", {}, el("span", {}, field.label), inputs.get(field)));
    const buttons = el("div", { class: "dialog-buttons" }, el("button", { type: "button", class: "plain", onclick: () => dialog.close() }, t("cancel")), el("button", { class: "strong" }, confirmLabel));
    const dialog = el("dialog", { "aria-label": title }, el("form", { onsubmit: submit }, el("h2", {}, title), labels, wrong, buttons));
    open(dialog, () => resolve(answer));
  });
}

function input({ type = "text", value = "", choices, required = false }) {
  if (choices) return el("select", {}, choices.map(([choice, label]) => el("option", { value: choice, selected: choice === value }, label)));
  if (type === "textarea") return el("textarea", { rows: "3", value, required });
  return el("input", { type, value, required, step: type === "number" ? "any" : null, autocomplete: "off" });
}

/** Show a text that has to be confirmed. */
export function alertWith(title, text) {
  return new Promise((resolve) => {
    const button = el("button", { type: "button", class: "strong", onclick: () => dialog.close() }, t("ok"));
    const dialog = el("dialog", { role: "alertdialog", "aria-label": title }, el("h2", {}, title), el("p", { class: "alert-text" }, text), el("div", { class: "dialog-buttons" }, button));
    open(dialog, resolve);
  });
}

/** Show a photo as large as the window. */
export function showPhoto(url, label) {
  const close = iconButton("close", t("close"), () => dialog.close());
  const dialog = el("dialog", { class: "photo-dialog", "aria-label": label, onclick: () => dialog.close() }, el("img", { src: url, alt: label }), close);
  open(dialog, () => undefined);
}

/** A menu at a button: items are [label, action]; arrow keys move, Escape closes. */
export function menuAt(anchor, items) {
  document.querySelector(".menu")?.remove();
  const buttons = items.map(([label, action]) => el("button", { type: "button", role: "menuitem", onclick: () => { close(true); action(); } }, label));
  const menu = el("div", { class: "menu", role: "menu", "aria-label": anchor.getAttribute("aria-label") }, buttons);
  const close = (giveFocus) => {
    menu.remove();
    document.removeEventListener("pointerdown", outside, true);
    if (giveFocus && anchor.isConnected) anchor.focus();
  };
  const outside = (event) => menu.contains(event.target) || close(false);
  menu.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) buttons.at((buttons.indexOf(document.activeElement) + step) % buttons.length).focus();
    else if (event.key === "Escape" || event.key === "Tab") close(true);
    else return;
    event.preventDefault();
  });
  document.addEventListener("pointerdown", outside, true);
  document.body.append(menu);
  place(menu, anchor.getBoundingClientRect());
  buttons[0]?.focus();
}

function place(menu, at) {
  const { width, height } = menu.getBoundingClientRect();
  const above = at.bottom + height > window.innerHeight - 8;
  menu.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, above ? at.top - height - 4 : at.bottom + 4)}px`;
}
