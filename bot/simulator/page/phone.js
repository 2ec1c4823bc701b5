// One person's chat with the bot, as a phone shows it.

import { api } from "./api.js";
import { askForLink, offerLink, payloadOf } from "./asking.js";
import { Composer } from "./composer.js";
import { alertWith, menuAt } from "./dialogs.js";
import { avatar, el, iconButton } from "./dom.js";
import { calm } from "./keyboards.js";
import { messageNode } from "./message.js";
import { changes, markRead, state } from "./store.js";
import { t } from "./words.js";

const TOAST_SECONDS = 4;

export class Phone {
  /** `show` brings a person to the front. */
  constructor(person, show) {
    this.person = person;
    this.show = show;
    this.composer = new Composer(person);
    this.list = el("ol", { class: "messages" });
    this.log = el("div", { class: "log", role: "log", tabindex: "0", "aria-label": t("messages", { name: person.name }) }, this.list);
    this.head = el("header", { class: "head" });
    this.toast = el("div", { class: "toast", role: "status" });
    this.foot = el("div", { class: "foot" });
    this.root = el("section", { class: "phone", "aria-label": person.name, "data-person": person.id }, this.head, this.log, this.toast, this.foot);
    this.off = new AbortController();
    this.listen("messages", ({ message }) => this.put(message));
    this.listen("person", () => this.refresh());
    this.listen("answer", ({ answer }) => this.answered(answer));
    this.act = this.actions();
    this.rows = new Map();
    this.isAtEnd = true;
    this.scrolled = 0;
    this.log.addEventListener("scroll", () => this.noteScroll());
    // Whoever reads the newest goes on doing so when the field grows or a message comes.
    const resized = new ResizeObserver(() => this.isAtEnd && this.toEnd());
    for (const box of [this.log, this.list]) resized.observe(box);
    this.off.signal.addEventListener("abort", () => resized.disconnect());
    this.putAll();
    this.refresh();
  }

  listen(kind, react) {
    changes.addEventListener(kind, ({ detail }) => detail.id === this.person.id && react(detail), { signal: this.off.signal });
  }

  /** The phone is no longer shown. */
  close() {
    this.off.abort();
    this.root.remove();
  }

  actions() {
    const { person, composer } = this;
    const attempt = (action) => composer.attempt(action);
    return {
      press: (message, data) => attempt(() => api.press(person.id, message.message_id, data)),
      command: (text) => attempt(() => api.send(person.id, { text })),
      copy: (text) => navigator.clipboard.writeText(text).then(() => this.say(t("copied"))),
      reply: (message) => composer.turnTo({ replyTo: message.message_id }),
      show: (id) => this.scrollTo(id),
      options: (message, anchor) => menuAt(anchor, this.optionsOf(message, attempt)),
      startLink: (url) => {
        if (payloadOf(url) === null) return false;
        offerLink(url, document.activeElement, this.show);
        return true;
      },
    };
  }

  optionsOf(message, attempt) {
    const { person, composer, act } = this;
    const { message_id: id, has_protected_content: isProtected } = message;
    const text = message.text ?? message.caption;
    const isOwn = message.from.id === person.id;
    return [
      [t("reply"), () => act.reply(message)],
      isOwn && (text || message.photo || message.document) && [t("edit"), () => composer.turnTo({ editing: id, text: text ?? "" })],
      text && !isProtected && [t("copy"), () => act.copy(text)],
      !isProtected && [t("forward"), () => attempt(() => api.forward(person.id, id))],
      [t("remove"), () => attempt(() => api.remove(person.id, id))],
    ].filter(Boolean);
  }

  /** The message with those it makes an album with. */
  together(message) {
    const album = message.media_group_id;
    return album ? [...this.person.messages.values()].filter((one) => one.media_group_id === album) : [message];
  }

  putAll() {
    for (const message of [...this.person.messages.values()].sort((a, b) => a.message_id - b.message_id)) {
      const together = this.together(message);
      if (together[0] === message) this.insert(message.message_id, messageNode(together, this.person, this.act));
    }
    this.markDays();
  }

  /** Draw a message, or draw it anew where it stands. */
  put(message) {
    const together = this.together(message);
    const id = together[0].message_id;
    const old = this.rows.get(id);
    const node = messageNode(together, this.person, this.act);
    if (old) this.swap(old, node);
    else this.insert(id, node);
    this.rows.set(id, node);
    this.markDays();
    if (!old && message.from.id === this.person.id) this.toEnd();
  }

  swap(old, node) {
    const label = old.contains(document.activeElement) ? document.activeElement.textContent : null;
    old.replaceWith(node);
    if (label === null) return;
    // The pressed button may be gone: then the chat itself keeps the focus.
    const same = [...node.querySelectorAll("button, a")].find((one) => one.textContent === label);
    (same ?? this.log).focus({ preventScroll: true });
  }

  insert(id, node) {
    let after = null;
    for (let row = this.list.lastElementChild; row && Number(row.dataset.id) > id; row = row.previousElementSibling) after = row;
    this.list.insertBefore(node, after);
    this.rows.set(id, node);
  }

  markDays() {
    let day = null;
    for (const row of this.list.children) {
      row.classList.toggle("new-day", row.dataset.day !== day);
      day = row.dataset.day;
    }
  }

  /** Only a person leaves the end, by going up: what comes meanwhile makes the list longer, not the reader leave. */
  noteScroll() {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    if (scrollHeight - scrollTop - clientHeight < 80) this.isAtEnd = true;
    else if (scrollTop < this.scrolled) this.isAtEnd = false;
    this.scrolled = scrollTop;
  }

  toEnd() {
    this.isAtEnd = true;
    this.log.scrollTop = this.log.scrollHeight;
  }

  scrollTo(id) {
    const row = this.rows.get(id);
    row?.scrollIntoView({ block: "center" });
    row?.classList.add("lit");
    setTimeout(() => row?.classList.remove("lit"), 1500);
  }

  /** Draw what surrounds the messages. */
  refresh() {
    const { person } = this;
    const isTyping = (person.typingUntil ?? 0) > Date.now();
    const condition = isTyping ? t("typing") : person.profile.blocked ? t("blockedState") : person.note || `@${state.bot.username}`;
    const names = el("div", { class: "names" }, el("h2", {}, person.name), el("p", { class: isTyping ? "typing" : "" }, condition));
    const more = iconButton("more", `${t("more")} · ${person.name}`, (event) => menuAt(event.currentTarget, this.menu()));
    const hadFocus = this.head.contains(document.activeElement);
    this.head.replaceChildren(avatar(person.name, person.id), names, more);
    if (hadFocus) more.focus();
    this.drawFoot();
    this.composer.refresh();
    if (document.visibilityState === "visible" && this.root.isConnected) markRead(person);
  }

  drawFoot() {
    const { started, blocked } = this.person.profile;
    const wanted = blocked ? "unblock" : started ? "write" : "start";
    if (this.foot.dataset.shows === wanted) return;
    this.foot.dataset.shows = wanted;
    const big = (label, action) => el("div", { class: "composer" }, el("button", { type: "button", class: "big", onclick: () => this.composer.attempt(action) }, label));
    if (wanted === "write") this.foot.replaceChildren(this.composer.root);
    else if (wanted === "start") this.foot.replaceChildren(big(t("start"), () => api.start(this.person.id)));
    else this.foot.replaceChildren(big(t("unblock"), () => api.unblock(this.person.id)));
  }

  menu() {
    const { person, composer } = this;
    const { blocked } = person.profile;
    const block = [blocked ? t("unblock") : t("block"), () => composer.attempt(() => (blocked ? api.unblock : api.block)(person.id))];
    return [[t("openLink"), () => composer.attempt(() => askForLink(person))], block];
  }

  answered({ text, show_alert: isAlert }) {
    calm(this.root);
    if (!text) return;
    if (isAlert) alertWith(t("answerFrom", { name: this.person.name }), text);
    else this.say(text);
  }

  say(text) {
    clearTimeout(this.toastTimer);
    this.toast.textContent = text;
    this.toastTimer = setTimeout(() => (this.toast.textContent = ""), TOAST_SECONDS * 1000);
  }
}
