// The user side of the local Bot API server, over HTTP.

/** The server said no; status is the HTTP status, the message its reason in English. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The server could not be reached. */
export class Unreachable extends Error {}

async function call(verb, path, body) {
  const isForm = body instanceof FormData;
  const options = { method: verb };
  if (body !== undefined) {
    options.body = isForm ? body : JSON.stringify(body);
    if (!isForm) options.headers = { "content-type": "application/json" };
  }
  let response, answer;
  try {
    response = await fetch(path, options);
    answer = await response.json();
  } catch {
    throw new Unreachable();
  }
  if (!response.ok) throw new Refused(response.status, answer.error ?? response.statusText);
  return answer;
}

const person = (id, rest = "") => `/user/people/${id}${rest}`;

export const api = {
  front: () => call("GET", "/user/front"),
  bot: () => call("GET", "/user/bot"),
  people: () => call("GET", "/user/people"),
  join: (profile) => call("POST", "/user/people", profile),
  history: (id) => call("GET", person(id, "/history")),
  chats: (id) => call("GET", person(id, "/chats")),
  menu: (id) => call("GET", person(id, "/menu")),
  read: (id) => call("POST", person(id, "/read"), {}),
  start: (id, payload = "") => call("POST", person(id, "/start"), { payload }),
  block: (id) => call("POST", person(id, "/block")),
  unblock: (id) => call("POST", person(id, "/unblock")),
  send: (id, body) => call("POST", person(id, "/messages"), body),
  edit: (id, message, text) => call("PATCH", person(id, `/messages/${message}`), { text }),
  remove: (id, message) => call("DELETE", person(id, `/messages/${message}`)),
  forward: (id, message) => call("POST", person(id, "/forward"), { message_id: message }),
  press: (id, message, button) => call("POST", person(id, "/press"), { message_id: message, button }),
  pressKey: (id, button, location) => call("POST", person(id, "/keyboard"), location ? { button, location } : { button }),
  clock: () => call("GET", "/control/clock"),
  moveClock: (step) => call("POST", "/control/clock", { step }),
};

/** Where a file of a message is read. */
export const fileUrl = (fileId) => `/user/files/${encodeURIComponent(fileId)}`;
