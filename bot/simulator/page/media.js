// What a message carries besides words.

import { fileUrl } from "./api.js";
import { showPhoto } from "./dialogs.js";
import { el, icon, iconButton } from "./dom.js";
import { sizeText, t } from "./words.js";

/** The nodes of a message's files, place or contact; [] for plain text. */
export function mediaNodes(message) {
  return Object.entries(VIEWS)
    .filter(([kind]) => message[kind] && !(kind === "document" && message.animation) && !(kind === "location" && message.venue))
    .map(([kind, view]) => view(message[kind], message));
}

/** Whether the message is a photo or a film, which stand close together in an album. */
export function isPicture(message) {
  return Boolean(message.photo ?? message.video);
}

function photo(sizes, message) {
  const { file_id: id, width, height } = sizes.at(-1);
  const label = message.caption ? message.caption.slice(0, 60) : t("photoOf");
  const picture = el("img", { src: fileUrl(id), alt: label, width, height, loading: "lazy" });
  return el("button", { type: "button", class: "photo", "aria-label": `${t("openPhoto")}: ${label}`, onclick: () => showPhoto(fileUrl(id), label) }, picture);
}

const video = (film) => el("video", { class: "video", src: fileUrl(film.file_id), controls: true, preload: "metadata", "aria-label": t("video") });

const clockText = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

function player(sound) {
  const audio = new Audio();
  audio.preload = "none";
  audio.src = fileUrl(sound.file_id);
  const length = () => (Number.isFinite(audio.duration) ? audio.duration : sound.duration);
  const time = el("span", { class: "player-time" }, clockText(sound.duration));
  const bar = el("progress", { max: "1", value: 0, "aria-label": t("heard") });
  const button = iconButton("play", t("play"), () => (audio.paused ? audio.play().catch(() => undefined) : audio.pause()));
  const show = (name, label) => {
    button.replaceChildren(icon(name));
    button.setAttribute("aria-label", label);
  };
  audio.addEventListener("play", () => show("pause", t("pause")));
  for (const kind of ["pause", "ended"]) audio.addEventListener(kind, () => show("play", t("play")));
  audio.addEventListener("timeupdate", () => {
    bar.value = length() ? Math.min(1, audio.currentTime / length()) : 0;
    time.textContent = clockText(audio.ended ? length() : audio.currentTime);
  });
  return el("div", { class: "player" }, button, bar, time);
}

function file(document) {
  const name = document.file_name ?? t("document");
  const attributes = { class: "file", href: fileUrl(document.file_id), download: name, "aria-label": t("download", { name }) };
  const about = el("span", { class: "file-text" }, el("span", { class: "file-name" }, name), el("small", {}, sizeText(document.file_size)));
  return el("a", attributes, el("span", { class: "file-icon" }, icon("file")), about);
}

function place({ latitude, longitude }, message) {
  const shown = { latitude: latitude.toFixed(5), longitude: longitude.toFixed(5) };
  const venue = message.venue ? el("strong", {}, message.venue.title) : null;
  return el("div", { class: "place" }, el("div", { class: "map" }, icon("pin")), el("div", { class: "place-text" }, venue, t("place", shown)));
}

const contact = ({ first_name: first, last_name: last, phone_number: phone }) =>
  el("div", { class: "file" }, el("span", { class: "file-icon" }, icon("person")), el("span", { class: "file-text" }, el("span", { class: "file-name" }, [first, last].filter(Boolean).join(" ")), el("small", {}, phone)));

const VIEWS = {
  photo,
  video,
  animation: (film) => el("video", { class: "video", src: fileUrl(film.file_id), loop: true, controls: true, "aria-label": t("video") }),
  video_note: (film) => el("video", { class: "video round-video", src: fileUrl(film.file_id), controls: true, "aria-label": t("video") }),
  voice: player,
  audio: player,
  document: file,
  location: place,
  venue: (venue, message) => place(venue.location, message),
  contact,
  sticker: (sticker) => el("div", { class: "sticker", role: "img", "aria-label": `${t("sticker")} ${sticker.emoji ?? ""}` }, sticker.emoji ?? "▢"),
};

/** A message in a few words, for quotations. */
export function summary(message) {
  const kind = Object.keys(VIEWS).find((name) => message[name]);
  const label = { animation: "video", video_note: "video", venue: "location" }[kind] ?? kind;
  const words = message.text ?? message.caption ?? "";
  return [kind ? `[${t(label)}]` : "", words].filter(Boolean).join(" ") || t("unsupported");
}
