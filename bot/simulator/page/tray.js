// Files chosen and not sent yet, shown above the field.

import { ACCEPTED, joined, problemWith } from "./attachments.js";
import { el, iconButton } from "./dom.js";
import { t } from "./words.js";

export class Tray {
  /** `fail` shows what is wrong with a file; `done` is called after each choice. */
  constructor(fail, done) {
    this.fail = fail;
    this.done = done;
    this.files = [];
    this.urls = [];
    this.root = el("div", { class: "tray", hidden: true });
  }

  /** Wait for files still being looked at; false if one of them can't be sent. */
  async isReady() {
    return this.adding ? await this.adding : true;
  }

  /** Let the person choose files of this kind. */
  choose(kind) {
    const chooser = el("input", { type: "file", accept: ACCEPTED[kind], multiple: kind !== "voice", hidden: true });
    const close = () => chooser.remove();
    chooser.addEventListener("change", () => this.add(kind, [...chooser.files]).then(close));
    chooser.addEventListener("cancel", close);
    this.root.after(chooser);
    chooser.click();
  }

  /** Take pictures from the clipboard. */
  pasted(event) {
    const pictures = [...event.clipboardData.files].filter((file) => file.type.startsWith("image/"));
    if (pictures.length === 0) return;
    event.preventDefault();
    this.add("photo", pictures);
  }

  add(kind, files) {
    this.adding = this.addChecked(kind, files).finally(() => (this.adding = null));
    return this.adding;
  }

  async addChecked(kind, files) {
    const checked = await Promise.all(files.map(async (file) => [file, await problemWith(kind, file)]));
    this.fail(checked.map(([, problem]) => problem).filter(Boolean).join(" "));
    const good = checked.filter(([, problem]) => !problem).map(([file]) => file);
    if (good.length) this.files = joined(this.files, kind, good);
    this.draw();
    this.done();
    return good.length === files.length;
  }

  /** Take files out, since they were sent or are not wanted. */
  drop(files) {
    this.files = this.files.filter((one) => !files.includes(one));
    this.draw();
  }

  draw() {
    for (const url of this.urls) URL.revokeObjectURL(url);
    this.urls = [];
    this.root.replaceChildren(...this.files.map((one) => this.attached(one)));
    this.root.hidden = this.files.length === 0;
  }

  attached(one) {
    const { kind, file } = one;
    const url = URL.createObjectURL(file);
    this.urls.push(url);
    const sight = kind === "photo" ? el("img", { src: url, alt: "" }) : null;
    const drop = iconButton("close", t("removeFile", { name: file.name }), () => this.drop([one]));
    return el("div", { class: "attached" }, sight, el("span", {}, `${t(kind).split("（")[0]} ${file.name}`), drop);
  }
}
