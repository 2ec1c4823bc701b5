// Files a person is about to send: looked at before they travel, sent as one message or album.

import { state } from "./store.js";
import { sizeText, t } from "./words.js";

const MOST_FILES = 10;
const MOST_PHOTO_BYTES = 10 * 1024 * 1024;
/** The kinds a person can attach, and what the file chooser offers for each. */
export const ACCEPTED = { photo: "image/*", voice: ".ogg,.oga,.opus,audio/ogg", video: "video/*", document: "" };
const ALBUM_MATES = { photo: "picture", video: "picture", document: "document", voice: "voice" };

/** What is wrong with sending this file as this kind, or null. */
export async function problemWith(kind, file) {
  const about = { name: file.name, size: sizeText(file.size) };
  const most = state.front.max_upload_bytes;
  if (file.size === 0) return t("emptyFile", about);
  if (file.size > most) return t("tooBig", { ...about, most: sizeText(most) });
  if (kind === "photo" && file.size > MOST_PHOTO_BYTES) return t("tooBigPhoto", about);
  if (kind === "photo" && !(await isPhoto(file))) return t("notPhoto", about);
  if (kind === "voice" && !(await isOgg(file))) return t("notVoice", about);
  if (kind === "video" && !file.type.startsWith("video/")) return t("notVideo", about);
  return null;
}

async function isPhoto(file) {
  try {
    (await createImageBitmap(file)).close();
    return true;
  } catch {
    return false;
  }
}

async function isOgg(file) {
  return (await file.slice(0, 4).text()) === "OggS";
}

/** The files after adding some of a kind; those that can't stand in one album with them are dropped. */
export function joined(files, kind, added) {
  const kept = files.filter((one) => ALBUM_MATES[one.kind] === ALBUM_MATES[kind] && kind !== "voice");
  return [...kept, ...added.map((file) => ({ kind, file }))];
}

/** What is wrong with sending these together under this caption, or null. */
export function problemTogether(files, caption) {
  if (files.length > MOST_FILES) return t("tooMany");
  return files.length && caption.length > 1024 ? t("longCaption") : null;
}

/** The form that sends them. */
export async function formFor(files, caption, replyTo) {
  const form = new FormData();
  if (caption) form.append("caption", caption);
  if (replyTo) form.append("reply_to", replyTo);
  for (const { kind, file } of files) {
    if (kind === "voice") form.append("duration", await secondsOf(file));
    form.append(kind, file, file.name);
  }
  return form;
}

/** How long a sound is; 0 where the browser can't tell. */
function secondsOf(file) {
  return new Promise((resolve) => {
    const audio = new Audio();
    const url = URL.createObjectURL(file);
    const finish = (seconds) => {
      URL.revokeObjectURL(url);
      resolve(Number.isFinite(seconds) ? Math.round(seconds) : 0);
    };
    audio.addEventListener("loadedmetadata", () => finish(audio.duration));
    audio.addEventListener("error", () => finish(0));
    audio.src = url;
  });
}

/** The server's refusal in the page's words, where it is one people can run into. */
export function refusalText(error, files) {
  const about = files[0] ? { name: files[0].file.name, size: sizeText(files[0].file.size) } : {};
  if (/IMAGE_PROCESS_FAILED/.test(error.message)) return t("notPhoto", about);
  if (/PHOTO_INVALID_DIMENSIONS/.test(error.message)) return t("oddPhoto", about);
  if (/too big for a photo/.test(error.message)) return t("tooBigPhoto", about);
  if (error.status === 413) return t("tooBig", { ...about, most: sizeText(state.front.max_upload_bytes) });
  return t("unsent", { why: error.message });
}
