// One message, or an album, as it stands in a chat.

import { iconButton, el, icon } from "./dom.js";
import { entityNodes } from "./entities.js";
import { inlineKeyboard } from "./keyboards.js";
import { isPicture, mediaNodes, summary } from "./media.js";
import { hourText, dayText } from "./time.js";
import { t } from "./words.js";

/** The messages' node; `act` is what a person can do with them (see phone.js). */
export function messageNode(messages, person, act) {
  const first = messages[0];
  const isOwn = first.from.id === person.id;
  const attributes = { class: `row ${isOwn ? "own" : "other"}`, "data-id": first.message_id, "data-day": dayText(first.date) };
  const day = el("div", { class: "day" }, el("span", {}, dayText(first.date)));
  if (messages.every((message) => message.isDeleted)) {
    return el("li", attributes, day, el("p", { class: "deleted" }, t("deleted")));
  }
  const shown = messages.filter((message) => !message.isDeleted);
  const node = el("li", attributes, day, bubble(shown, person, isOwn, act));
  const keyboard = inlineKeyboard(shown[0], act);
  if (keyboard) node.append(keyboard);
  swipeToReply(node, () => act.reply(shown[0]));
  return node;
}

function bubble(messages, person, isOwn, act) {
  const main = messages.find((message) => message.caption) ?? messages[0];
  const media = messages.flatMap(mediaNodes);
  const album = messages.length > 1 && messages.every(isPicture) ? " album" : "";
  const words = main.text ?? main.caption;
  const isBare = messages.length === 1 && main.sticker;
  const kind = isBare ? " bare" : media.length && isPicture(main) ? " pictures" : "";
  return el(
    "div",
    { class: `bubble${kind}${main.has_protected_content ? " protected" : ""}` },
    el("span", { class: "sr-only" }, isOwn ? t("you") : main.from.first_name),
    origin(main),
    quotation(main, act),
    media.length ? el("div", { class: `media${album} of-${Math.min(media.length, 4)}` }, media) : null,
    el("div", { class: "lines" }, wordsOf(main, isOwn && words ? withoutPayload(words) : words, media.length, act), footer(main)),
    reactions(messages),
    iconButton("more", t("messageOptions"), (event) => act.options(main, event.currentTarget), { class: "round options" }),
  );
}

/** As in the apps, what a start link carries is not shown. */
const withoutPayload = (words) => words.replace(/^(\/start) [\w-]+$/, "$1");

function wordsOf(message, words, hasMedia, act) {
  if (words) return el("div", { class: "words" }, entityNodes(words, message.entities ?? message.caption_entities, act));
  return hasMedia ? null : el("div", { class: "words muted" }, t("unsupported"));
}

function origin({ forward_origin: from }) {
  if (!from) return null;
  const name = from.sender_user?.first_name ?? from.sender_user_name ?? from.chat?.title ?? from.sender_chat?.title;
  return el("div", { class: "origin" }, t("forwardedFrom", { name: name ?? t("someone") }));
}

function quotation({ reply_to_message: answered }, act) {
  if (!answered) return null;
  const text = summary(answered).slice(0, 120);
  return el("button", { type: "button", class: "quotation", onclick: () => act.show(answered.message_id) }, el("b", {}, answered.from.first_name), el("span", {}, text));
}

function footer(message) {
  const lock = message.has_protected_content ? el("span", { class: "lock", role: "img", "aria-label": t("protected"), title: t("protected") }, icon("lock")) : null;
  const edited = message.edit_date ? el("span", {}, t("edited")) : null;
  const moment = new Date(message.date * 1000).toISOString();
  return el("div", { class: "footer" }, lock, edited, el("time", { datetime: moment }, hourText(message.date)));
}

function reactions(messages) {
  const all = messages.flatMap((message) => message.reactions ?? []);
  return all.length ? el("div", { class: "reactions" }, all.map((one) => el("span", {}, one.emoji ?? "★"))) : null;
}

/** On touch screens, pulling a message to the left answers it; with a mouse, a double click does. */
function swipeToReply(node, reply) {
  let from = null;
  node.addEventListener("pointerdown", (event) => {
    from = event.pointerType === "touch" ? [event.clientX, event.clientY] : null;
  });
  node.addEventListener("pointerup", (event) => {
    if (from === null) return;
    const [x, y] = [event.clientX - from[0], event.clientY - from[1]];
    if (x < -50 && Math.abs(y) < 30) reply();
    from = null;
  });
  node.addEventListener("dblclick", (event) => {
    if (!event.target.closest("button, a, video, [role=button]")) reply();
  });
}
