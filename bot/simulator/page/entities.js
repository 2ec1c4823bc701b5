// Telegram's entities (offsets in UTF-16 units, as JavaScript counts) become nodes.

import { el } from "./dom.js";
import { t } from "./words.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};
const SAFE = /^(https?|tg|mailto|tel):/i;

/** Text with its entities as nodes; `act` opens links to the bot and sends commands. */
export function entityNodes(text, entities, act) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return within(text, sorted, 0, text.length, act);
}

function within(text, entities, start, end, act) {
  const nodes = [];
  let at = start;
  for (let i = 0; i < entities.length; ) {
    const entity = entities[i];
    const stop = Math.min(entity.offset + entity.length, end);
    // Those that begin inside this one are drawn inside it.
    let next = i + 1;
    while (next < entities.length && entities[next].offset < stop) next += 1;
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    const inner = within(text, entities.slice(i + 1, next), entity.offset, stop, act);
    nodes.push(nodeFor(entity, text.slice(entity.offset, stop), inner, act));
    at = stop;
    i = next;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function nodeFor(entity, text, inner, act) {
  switch (entity.type) {
    case "url":
      return link(/^\w+:/.test(text) ? text : `https://${text}`, inner, act);
    case "text_link":
      return link(entity.url, inner, act);
    case "email":
      return link(`mailto:${text}`, inner, act);
    case "phone_number":
      return link(`tel:${text}`, inner, act);
    case "bot_command":
      return pressable({ class: "inline-link" }, inner, () => act.command(text));
    case "spoiler":
      return spoiler(inner);
    case "mention":
    case "hashtag":
    case "text_mention":
    case "cashtag":
      return el("span", { class: "marked" }, inner);
    default:
      return TAGS[entity.type] ? el(TAGS[entity.type], {}, inner) : el("span", {}, inner);
  }
}

function link(url, inner, act) {
  if (!SAFE.test(url)) return el("span", { class: "marked" }, inner);
  const open = (event) => {
    if (act.startLink(url)) event.preventDefault();
  };
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer", onclick: open }, inner);
}

function spoiler(inner) {
  const reveal = () => hidden.replaceWith(el("span", { class: "revealed" }, inner));
  const hidden = pressable({ class: "spoiler", "aria-label": t("spoiler") }, inner, reveal);
  return hidden;
}

/** A button within a line: a real one would break lines where punctuation must not begin one. */
function pressable(attributes, inner, press) {
  const onkeydown = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    press();
  };
  return el("span", { ...attributes, role: "button", tabindex: "0", onclick: press, onkeydown }, inner);
}
