// Buttons under messages, and the reply keyboard.

import { el } from "./dom.js";

const LIVELY_SECONDS = 10;

/** The inline keyboard of a message, or null. */
export function inlineKeyboard(message, act) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows) return null;
  return el("div", { class: "inline-keyboard" }, rows.map((row) => el("div", { class: "key-row" }, row.map((button) => key(message, button, act)))));
}

function key(message, button, act) {
  if (button.url) {
    const open = (event) => {
      if (act.startLink(button.url)) event.preventDefault();
    };
    return el("a", { class: "key", href: button.url, target: "_blank", rel: "noopener noreferrer", onclick: open }, `${button.text} ↗`);
  }
  if (button.copy_text) {
    return el("button", { type: "button", class: "key", onclick: () => act.copy(button.copy_text.text) }, button.text);
  }
  const press = async (event) => {
    const pressed = event.currentTarget;
    pressed.setAttribute("aria-busy", "true");
    setTimeout(() => pressed.removeAttribute("aria-busy"), LIVELY_SECONDS * 1000);
    if (!(await act.press(message, button.callback_data))) pressed.removeAttribute("aria-busy");
  };
  return el("button", { type: "button", class: "key", disabled: !button.callback_data, onclick: press }, button.text);
}

/** No button of this phone waits for an answer any more. */
export function calm(root) {
  for (const button of root.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

/** The reply keyboard; `press` gets the key as the bot described it. */
export function replyKeyboard(keyboard, press) {
  const rows = keyboard.keyboard.map((row) => el("div", { class: "key-row" }, row.map((one) => el("button", { type: "button", class: "key", onclick: () => press(one) }, one.text))));
  return el("div", { class: "reply-keyboard" }, rows);
}
