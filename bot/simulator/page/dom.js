// Building nodes. Text only ever becomes text nodes: nothing here parses markup.

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "textContent", "src", "href"]);

/** An element with attributes, listeners (onclick: …) and children (nodes, texts; null is left out). */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (PROPERTIES.has(name)) node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

const PATHS = {
  send: "M3 11.5 21 3l-7 18-3.500-7.500z",
  attach: "M16.500 6.500 9 14a2.100 2.100 0 0 0 3 3l8-8a4.200 4.200 0 0 0-6-6l-8.500 8.500a6.300 6.300 0 0 0 9 9L21 14",
  more: "M12 5.500v.01M12 12v.01M12 18.500v.01",
  menu: "M4 7h16M4 12h16M4 17h10",
  keys: "M4 6h16v12H4zM7.500 10v.01M12 10v.01M16.500 10v.01M8 14h8",
  close: "M6 6l12 12M18 6 6 18",
  play: "M8 5.500v13l11-6.500z",
  pause: "M8 5v14M16 5v14",
  file: "M7 3h7l5 5v13H7zM14 3v5h5",
  pin: "M12 21s7-6.200 7-11.500a7 7 0 0 0-14 0C5 14.800 12 21 12 21zM12 12a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M5.500 11h13v9h-13z",
  add: "M12 5v14M5 12h14",
  clock: "M12 7v5l3.500 2M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20.500a7.500 7.500 0 0 1 15 0",
};

/** A small drawing; it says nothing to screen readers, so the button around it needs a label. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  return svg;
}

/** A button that shows only an icon. */
export function iconButton(name, label, onclick, attributes = {}) {
  return el("button", { type: "button", class: "round", "aria-label": label, title: label, onclick, ...attributes }, icon(name));
}

/** The same person has the same colour everywhere: one of eight. */
export function avatar(name, id) {
  const initial = [...name.trim()].at(0) ?? "?";
  return el("span", { class: `avatar shade-${Math.abs(id) % 8}`, "aria-hidden": "true" }, initial);
}
