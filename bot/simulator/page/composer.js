// Where a person writes: text, files, answers, corrections, commands, the reply keyboard.

import { Unreachable, api } from "./api.js";
import { ACCEPTED, formFor, problemTogether, refusalText } from "./attachments.js";
import { askForElsewhere, askForPlace } from "./asking.js";
import { menuAt } from "./dialogs.js";
import { el, iconButton } from "./dom.js";
import { readDraft, saveDraft } from "./drafts.js";
import { replyKeyboard } from "./keyboards.js";
import { summary } from "./media.js";
import { Tray } from "./tray.js";
import { t } from "./words.js";

export class Composer {
  constructor(person) {
    this.person = person;
    this.draft = readDraft(person.id);
    this.isKeyboardOpen = true;
    this.problem = el("p", { class: "problem", role: "alert" });
    this.about = el("div", { class: "about" });
    this.tray = new Tray((problem) => this.fail(problem), () => this.field.focus());
    this.commands = el("div", { class: "command-list", hidden: true });
    this.field = el("textarea", { rows: "1", placeholder: t("write"), "aria-label": `${t("write")} · ${person.name}`, value: this.draft.text, oninput: () => this.typed(), onkeydown: (event) => this.key(event), onpaste: (event) => this.tray.pasted(event) });
    this.keys = el("div", { class: "keys" });
    this.menuButton = iconButton("menu", t("commands"), () => this.toggleCommands());
    this.keysButton = iconButton("keys", t("keys"), () => this.toggleKeyboard());
    const attach = iconButton("attach", t("attach"), (event) => this.attachMenu(event.currentTarget));
    const line = el("div", { class: "line" }, this.menuButton, attach, this.field, this.keysButton, iconButton("send", t("send"), () => this.submit(), { class: "round send" }));
    this.root = el("div", { class: "composer" }, this.commands, this.problem, this.about, this.tray.root, line, this.keys);
    this.refresh();
  }

  /** Draw what depends on the person: the commands, the keyboard, what is being answered. */
  refresh() {
    const { keyboard, commands, messages } = this.person;
    this.menuButton.hidden = commands.length === 0;
    this.keysButton.hidden = !keyboard;
    this.field.placeholder = keyboard?.input_field_placeholder ?? t("write");
    if (keyboard !== this.drawnKeyboard) {
      this.drawnKeyboard = keyboard;
      this.keys.replaceChildren(keyboard ? replyKeyboard(keyboard, (key) => this.pressKey(key)) : "");
    }
    this.keys.hidden = !keyboard || !this.isKeyboardOpen;
    this.keysButton.setAttribute("aria-expanded", String(!this.keys.hidden));
    const message = messages.get(this.draft.editing ?? this.draft.replyTo);
    this.about.hidden = !message;
    if (message) {
      const label = this.draft.editing ? t("editing") : t("replying", { name: message.from.first_name });
      this.about.replaceChildren(el("div", {}, el("b", {}, label), el("span", {}, summary(message).slice(0, 80))), iconButton("close", t("cancel"), () => this.dropAbout()));
    }
    this.grow();
  }

  typed() {
    this.draft.text = this.field.value;
    saveDraft(this.person.id, this.draft);
    this.showCommands(/^\/\S*$/.test(this.field.value) ? this.field.value.slice(1) : null);
    this.grow();
  }

  grow() {
    this.field.style.height = "auto";
    if (this.field.scrollHeight) this.field.style.height = `${Math.min(this.field.scrollHeight, 140)}px`;
  }

  key(event) {
    if (event.key === "Escape") this.showCommands(null);
    // While an input method composes, Enter belongs to it.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }

  /** Answer a message, or correct an own one. */
  turnTo(change) {
    Object.assign(this.draft, { replyTo: null, editing: null }, change);
    if (change.text !== undefined) this.field.value = change.text;
    saveDraft(this.person.id, this.draft);
    this.refresh();
    this.field.focus();
  }

  dropAbout() {
    this.turnTo(this.draft.editing ? { text: "" } : {});
  }

  async submit() {
    // A file just chosen is still being looked at; if it can't be sent, the words wait too.
    if (!(await this.tray.isReady())) return;
    const { editing, replyTo } = this.draft;
    const text = this.field.value.trim();
    if (this.isSending || (!text && this.tray.files.length === 0)) return;
    const { person, tray } = this;
    const { files } = tray;
    const wrong = problemTogether(files, text);
    if (wrong) return void this.fail(wrong);
    const isSent = await this.attempt(async () => {
      if (editing) await api.edit(person.id, editing, text);
      else if (files.length) await api.send(person.id, await formFor(files, text, replyTo));
      else await api.send(person.id, { text, reply_to: replyTo ?? "" });
    });
    if (!isSent) return;
    tray.drop(files);
    // What was typed on meanwhile stays.
    if (this.field.value.trim() === text) this.field.value = "";
    Object.assign(this.draft, { text: this.field.value, replyTo: null, editing: null });
    saveDraft(person.id, this.draft);
    this.showCommands(null);
    this.refresh();
  }

  /** Do something on the server; what goes wrong is shown, and nothing typed is touched. */
  async attempt(action) {
    this.fail("");
    this.isSending = true;
    try {
      await action();
      return true;
    } catch (error) {
      const isGone = error instanceof Unreachable;
      this.fail(isGone ? `${t("unsent", { why: t("gone") })}${this.field.value || this.tray.files.length ? ` ${t("keptText")}` : ""}` : refusalText(error, this.tray.files));
      return false;
    } finally {
      this.isSending = false;
    }
  }

  fail(text) {
    this.problem.textContent = text;
  }

  attachMenu(anchor) {
    const files = Object.keys(ACCEPTED).map((kind) => [t(kind), () => this.tray.choose(kind)]);
    menuAt(anchor, [...files, [t("location"), () => this.sendAsked(askForPlace)], [t("elsewhere"), () => this.sendAsked(askForElsewhere)]]);
  }

  async sendAsked(ask) {
    const content = await ask();
    if (content) await this.attempt(() => api.send(this.person.id, content));
  }

  toggleCommands() {
    this.showCommands(this.commands.hidden ? "" : null);
  }

  showCommands(prefix) {
    const found = prefix === null ? [] : this.person.commands.filter((one) => one.command.startsWith(prefix));
    const send = (one) => this.attempt(() => api.send(this.person.id, { text: `/${one.command}` })).then((isSent) => isSent && this.tookCommand());
    this.commands.replaceChildren(...found.map((one) => el("button", { type: "button", onclick: () => send(one) }, el("b", {}, `/${one.command}`), el("span", {}, one.description))));
    this.commands.hidden = found.length === 0;
    this.menuButton.setAttribute("aria-expanded", String(!this.commands.hidden));
  }

  tookCommand() {
    if (/^\/\S*$/.test(this.field.value)) this.field.value = "";
    this.typed();
    this.field.focus();
  }

  toggleKeyboard() {
    this.isKeyboardOpen = !this.isKeyboardOpen;
    this.refresh();
  }

  async pressKey(key) {
    const place = key.request_location ? await askForPlace() : null;
    if (key.request_location && !place) return;
    const isSent = await this.attempt(() => api.pressKey(this.person.id, key.text, place?.location));
    if (isSent && this.person.keyboard?.one_time_keyboard) this.person.keyboard = null;
    this.refresh();
  }
}
