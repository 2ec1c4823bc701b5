// The stream of events, and whether server and bot are there.

import { api } from "./api.js";
import { receive, state, tell } from "./store.js";

const KINDS = ["message", "edited", "deleted", "reaction", "typing", "answer", "menu", "blocked", "unblocked", "person", "clock", "front"];
const ASK_EVERY = 3000;
const link = { isLost: false, isBotThere: true, pending: 0 };

/** Follow the events after a cursor; the browser reconnects by itself where it left off. */
export function follow(cursor, onReset) {
  let last = cursor;
  let source;
  const open = () => {
    source = new EventSource(`/user/events?after=${last}`);
    source.addEventListener("open", () => setLost(false));
    source.addEventListener("error", () => {
      setLost(true);
      // A browser that gave up does not come back by itself.
      if (source.readyState === EventSource.CLOSED) setTimeout(open, 1000);
    });
    source.addEventListener("reset", () => {
      source.close();
      onReset();
    });
    for (const kind of KINDS) {
      source.addEventListener(kind, (event) => {
        last = event.lastEventId;
        receive(JSON.parse(event.data));
      });
    }
  };
  open();
}

function setLost(isLost) {
  if (link.isLost === isLost) return;
  link.isLost = isLost;
  tell("link", link);
}

/** Ask again and again whether the bot takes its messages, and whether the server is still the same. */
export async function watchBot(onReset) {
  try {
    const bot = await api.bot();
    // Another life of the server counts its events anew: the stream may not notice.
    if (bot.life !== state.bot.life) return void onReset();
    state.bot = bot;
    Object.assign(link, { isBotThere: state.bot.is_there, pending: state.bot.pending_updates });
  } catch {
    // The stream tells of a lost connection.
  }
  tell("link", link);
  setTimeout(() => watchBot(onReset), ASK_EVERY);
}
