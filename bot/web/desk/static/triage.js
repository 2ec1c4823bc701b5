// Triage by keyboard: a digit chooses, Enter confirms, j and k walk, c goes to the categories, ? shows the keys.

const forms = { deputy: find("deputy"), category: find("category") };
const categories = document.querySelector("details[data-group=category]");
const follow = (selector) => document.querySelector(selector)?.click();

function find(group) {
  return document.querySelector(`form[data-keys=${group}]`);
}

function current() {
  return categories?.open ? forms.category : forms.deputy;
}

function choose(index) {
  const choice = current()?.querySelectorAll("input[type=radio]")[index];
  if (!choice) return;
  choice.checked = true;
  choice.focus();
}

function toggleCategories() {
  categories.open = !categories.open;
  const form = current();
  (form.querySelector("input:checked") ?? form.querySelector("input[type=radio]"))?.focus();
}

function confirm() {
  const form = current();
  if (form?.reportValidity()) form.requestSubmit();
}

const KEYS = {
  j: () => follow("a[rel=next]"),
  k: () => follow("a[rel=prev]"),
  o: () => follow("#open"),
  c: toggleCategories,
  "?": () => {
    const help = document.querySelector("#help");
    help.open = !help.open;
    help.querySelector("summary").focus();
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const at = event.target;
  if (at.matches("textarea, select, input:not([type=radio])")) return;
  if (/^[1-9]$/.test(event.key)) choose(Number(event.key) - 1);
  else if (KEYS[event.key]) KEYS[event.key]();
  // Links, buttons and folds do themselves what Enter means there.
  else if (event.key === "Enter" && !at.closest("a, button, summary")) confirm();
  else return;
  event.preventDefault();
});
