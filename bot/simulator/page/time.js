// Times as the people in the chats see them: by the server's clock and zone where it has its own.

import { shownLanguage } from "./words.js";

let offsetMinutes = null;

/** Show times at this distance from UTC ("+08:00" at the end of an ISO time); else the browser's zone. */
export function useZoneOf(isoTime) {
  const match = /([+-])(\d\d):(\d\d)$/.exec(isoTime);
  offsetMinutes = match ? Number(`${match[1]}1`) * (Number(match[2]) * 60 + Number(match[3])) : 0;
}

function format(milliseconds, options) {
  const locale = shownLanguage() === "zh" ? "zh-CN" : "en-GB";
  if (offsetMinutes === null) return new Intl.DateTimeFormat(locale, options).format(milliseconds);
  const shifted = milliseconds + offsetMinutes * 60_000;
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(shifted);
}

/** Hours and minutes of a moment in seconds. */
export const hourText = (seconds) => format(seconds * 1000, { hour: "2-digit", minute: "2-digit", hour12: false });

/** The day of a moment in seconds, with its weekday. */
export const dayText = (seconds) => format(seconds * 1000, { month: "long", day: "numeric", weekday: "long" });

/** Day and time, as the clock shows them. */
export const momentText = (seconds) =>
  format(seconds * 1000, { month: "short", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit", hour12: false });
