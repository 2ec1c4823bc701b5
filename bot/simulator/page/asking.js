// Questions the page asks before it acts.

import { api } from "./api.js";
import { ask, menuAt } from "./dialogs.js";
import { state } from "./store.js";
import { t } from "./words.js";

const PLACE = { latitude: "30.59276", longitude: "114.30525" };
const LANGUAGES = [["zh-hans", "简体中文"], ["zh-hant", "繁體中文"], ["en", "English"]];

const isWithin = (most) => (value) => (value.trim() !== "" && Math.abs(Number(value)) <= most ? null : t("noPlace"));

/** A place to send, or null. */
export async function askForPlace() {
  const fields = [
    { name: "latitude", label: t("latitude"), value: PLACE.latitude, type: "number", check: isWithin(90) },
    { name: "longitude", label: t("longitude"), value: PLACE.longitude, type: "number", check: isWithin(180) },
  ];
  const given = await ask(t("sendPlace"), fields, t("send"));
  return given && { location: { latitude: Number(given.latitude), longitude: Number(given.longitude) } };
}

/** A post from a channel to pass on, or null. */
export async function askForElsewhere() {
  const fields = [
    { name: "channel", label: t("channel"), required: true },
    { name: "text", label: t("text"), type: "textarea", required: true },
  ];
  const given = await ask(t("elsewhere"), fields, t("send"));
  return given && { text: given.text, forwarded_from: { channel: given.channel } };
}

/** The payload of a link that starts this bot, or null if it is no such link. */
export function payloadOf(link) {
  if (!URL.canParse(link)) return null;
  const url = new URL(link);
  const isWeb = ["t.me", "telegram.me"].includes(url.hostname) && url.pathname.slice(1).toLowerCase() === state.bot.username.toLowerCase();
  const isApp = url.protocol === "tg:" && url.searchParams.get("domain")?.toLowerCase() === state.bot.username.toLowerCase();
  return (isWeb || isApp) && !url.searchParams.has("startgroup") ? (url.searchParams.get("start") ?? "") : null;
}

const payloadGiven = (text) => payloadOf(text.trim()) ?? (/^[\w-]{1,64}$/.test(text.trim()) ? text.trim() : null);
const isLink = (text) => (payloadGiven(text) === null ? t("notLink") : null);

/** Open a start link as this person. */
export async function askForLink(person) {
  const given = await ask(t("openLink"), [{ name: "link", label: t("link"), required: true, check: isLink }], t("start"));
  if (given) await api.start(person.id, payloadGiven(given.link));
}

/** Make a person; returns their id, or null. */
export async function askForPerson(link = "") {
  const fields = [
    { name: "name", label: t("name"), required: true },
    { name: "language", label: t("spokenLanguage"), choices: LANGUAGES, value: "zh-hans" },
    { name: "link", label: t("startLink"), value: link, check: (text) => (text.trim() ? isLink(text) : null) },
  ];
  const given = await ask(t("addPerson"), fields, t("join"));
  if (!given) return null;
  const { id } = await api.join({ first_name: given.name, language_code: given.language });
  if (given.link.trim()) await api.start(id, payloadGiven(given.link));
  return id;
}

/** A start link was pressed: let one of the people open it, or a new one. */
export function offerLink(link, anchor, opened) {
  const open = async (id) => {
    await api.start(id, payloadOf(link));
    opened(id);
  };
  const people = [...state.people.values()].map((person) => [t("linkFor", { name: person.name }), () => open(person.id)]);
  const another = [t("linkFor", { name: t("newPerson") }), async () => opened(await askForPerson(link))];
  menuAt(anchor, [another, ...people]);
}
