// What the page knows: people and their chats, kept up to date by events. Views listen on `changes`.

import { api } from "./api.js";

export const state = { front: { title: "", people: [], max_upload_bytes: 0 }, bot: {}, people: new Map() };
/** Events: "person" and "typing" and "answer" and "messages" (detail: id, …), "people" (the list itself). */
export const changes = new EventTarget();

export function tell(kind, detail = {}) {
  changes.dispatchEvent(new CustomEvent(kind, { detail }));
}

function take(profile) {
  const known = state.people.get(profile.id);
  const note = state.front.people.find((one) => one.id === profile.id)?.note ?? "";
  const fresh = { id: profile.id, messages: new Map(), commands: [], keyboard: null, unread: 0, isLoaded: false };
  const person = Object.assign(known ?? fresh, { profile, note, name: [profile.first_name, profile.last_name].filter(Boolean).join(" ") });
  if (profile.unread !== undefined) person.unread = profile.unread;
  state.people.set(person.id, person);
  return person;
}

/** Read the front and everyone on it; returns the cursor from which events go on. */
export async function loadAll() {
  const [front, bot] = await Promise.all([api.front(), api.bot()]);
  Object.assign(state, { front, bot });
  for (const profile of await api.people()) take(profile);
  tell("people");
  return bot.cursor;
}

/** Read a person's chat, unless it is there already. */
export async function loadPerson(id) {
  const person = state.people.get(id);
  if (person.isLoaded) return person;
  const [history, chats, menu] = await Promise.all([api.history(id), api.chats(id), api.menu(id)]);
  for (const message of history.messages) person.messages.set(message.message_id, message);
  Object.assign(person, { unread: history.unread, keyboard: chats[0].keyboard, commands: menu.commands, isLoaded: true });
  return person;
}

/** Forget all chats; they are read again when shown. */
export function forgetChats() {
  for (const person of state.people.values()) {
    person.messages.clear();
    person.isLoaded = false;
  }
}

function onMessage(person, { kind, data }) {
  const isNew = !person.messages.has(data.message_id);
  person.messages.set(data.message_id, data);
  if (kind === "message") {
    if (isNew && data.from.id !== person.id) person.unread += 1;
    if (data.reply_keyboard?.keyboard) person.keyboard = data.reply_keyboard;
    if (data.reply_keyboard?.remove_keyboard) person.keyboard = null;
    if (data.from.id === person.id) person.profile.started = true;
    person.typingUntil = 0;
  }
  tell("messages", { id: person.id, message: data, isNew });
  tell("person", { id: person.id });
}

const HANDLERS = {
  message: onMessage,
  edited: onMessage,
  deleted(person, { data }) {
    const message = person.messages.get(data.message_id);
    if (message === undefined) return;
    person.messages.set(data.message_id, { ...message, isDeleted: true });
    tell("messages", { id: person.id, message: person.messages.get(data.message_id), isNew: false });
  },
  reaction(person, { data }) {
    const message = person.messages.get(data.message_id);
    if (message === undefined) return;
    person.messages.set(data.message_id, { ...message, reactions: data.reactions });
    tell("messages", { id: person.id, message: person.messages.get(data.message_id), isNew: false });
  },
  typing(person) {
    person.typingUntil = Date.now() + 5000;
    tell("person", { id: person.id });
    setTimeout(() => tell("person", { id: person.id }), 5100);
  },
  answer(person, { data }) {
    tell("answer", { id: person.id, answer: data });
  },
  menu(person, { data }) {
    person.commands = data.commands;
    tell("person", { id: person.id });
  },
  blocked: (person) => changeProfile(person, { blocked: true }),
  unblocked: (person) => changeProfile(person, { blocked: false }),
};

function changeProfile(person, change) {
  Object.assign(person.profile, change);
  tell("person", { id: person.id });
}

/** Take in one event of the stream. */
export function receive(event) {
  if (event.kind === "person") {
    take(event.data);
    tell("people");
  }
  if (event.kind === "front") readFront();
  if (event.kind === "clock") tell("clock", event.data);
  for (const id of event.people) {
    const person = state.people.get(id);
    // Only the chat with the bot is shown, and a chat not read yet will be read whole.
    if (person && event.chat_id === id) HANDLERS[event.kind]?.(person, event);
  }
}

async function readFront() {
  state.front = await api.front();
  for (const person of state.people.values()) take({ ...person.profile, unread: person.unread });
  tell("people", { isFront: true });
  for (const id of state.people.keys()) tell("person", { id });
}

/** The person has seen it all. */
export async function markRead(person) {
  if (person.unread === 0) return;
  person.unread = 0;
  tell("person", { id: person.id });
  await api.read(person.id).catch(() => undefined);
}
