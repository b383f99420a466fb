// Snippets in the editor: `/` and the beginning of a name opens a list, Enter inserts, Tab leads through the blanks.
// Before a reply goes out, blanks that nobody filled in are pointed out once.

import { measured, showIn } from "./editor.js";

// {срок} and [номер заказа], as snippets and drafts leave them open; not [1], not [a link](…), not {an_identifier}.
const BLANK = /\{\p{L}[^{}\n_]{0,39}\}|\[\p{L}[^[\]\n_]{0,39}\](?!\()/gu;
const ASKED = /(?:^|\s)\/([^\s/][^/\n]{0,39})?$/u;
const SHOWN = 8;
// Blanks that the page can fill in itself, when the conversation names exactly one number of the kind.
const KINDS = { "номер заказа": "order", "order number": "order", "номер платежа": "transaction", "payment number": "transaction" };
// A slash is typed in the Latin layout, and the letters after it often are too: /ghb is «при».
const LAYOUTS = ["qwertyuiop[]asdfghjkl;'zxcvbnm,.", "йцукенгшщзхъфывапролджэячсмитьбю"];
const REFLEX = 1500; // milliseconds: the key once more within them is the same reflex, and no answer to what is pointed out
const OWN_NAME = ["ваше имя", "your name"];

const area = () => document.querySelector("#reply");
const place = () => document.querySelector("#snippets");
const list = document.createElement("ul");
const told = document.createElement("p");
let from = -1; // where the `/` of the open list stands, or where its snippet will
let closed = -1; // the `/` whose list was closed by Escape
let walking = false; // whether Tab leads through blanks
let warned = ""; // the blanks that were pointed out already
let warnedAt = -Infinity; // when, in milliseconds of the page
let hasty = false; // whether the key that was pressed last was pressed before that could be read

list.id = "snippet-list";
list.className = "snippet-list-box";
list.setAttribute("role", "listbox");
list.hidden = true;
told.className = "unseen";
told.setAttribute("role", "status");

document.addEventListener("input", (event) => event.target === area() && (event.isComposing || look(), settle()));
document.addEventListener("click", (event) => {
  if (event.target === area()) look();
  else if (!list.contains(event.target)) close();
  const button = event.target.closest("[data-insert-snippet]");
  if (button) insert(area().selectionStart, area().selectionEnd, button.closest("[data-snippet]"));
});
document.addEventListener("pointerdown", () => (hasty = false));
document.addEventListener("focusout", (event) => event.target === area() && (close(), (walking = false)));
addEventListener("resize", close);
document.addEventListener("scroll", (event) => event.target === area() && close(), { capture: true });
list.addEventListener("mousedown", (event) => {
  event.preventDefault(); // the editor keeps the focus
  const option = event.target.closest("[role=option]");
  if (option) choose(option);
});

// Before keys.js and desk.js: what the list takes is no key of the Desk.
document.addEventListener(
  "keydown",
  (event) => {
    hasty = event.key === "Enter" && event.target === area() && (event.repeat || performance.now() - warnedAt < REFLEX);
    if (event.target !== area() || event.isComposing || event.altKey || event.metaKey) return;
    if (take(event)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  },
  { capture: true },
);

document.addEventListener(
  "submit",
  (event) => {
    if (!event.target.matches("[data-reply]") || event.submitter?.hasAttribute("formaction")) return;
    const open = unfilled();
    const told = open.every((blank) => warned.includes(blank));
    if (open.length === 0 || (told && !hasty)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!told) warn(open);
  },
  { capture: true },
);

showButtons();
document.addEventListener("exchanged", () => {
  list.hidden = true;
  showButtons();
});

function take(event) {
  if (event.ctrlKey) {
    if (event.code !== "Slash" || !place()) return false;
    from = area().selectionStart;
    show("");
    return true;
  }
  if (!list.hidden) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (steps[event.key]) return move(steps[event.key]);
    if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) return choose(marked());
    if (event.key === "Escape") {
      closed = from;
      close();
      return true;
    }
  }
  if (event.key === "Escape") walking = false;
  return event.key === "Tab" && walking && walk(event.shiftKey ? -1 : 1);
}

// Opens, narrows or closes the list by what stands before the cursor.
function look() {
  const reply = area();
  const before = reply.value.slice(0, reply.selectionStart);
  const asked = reply.selectionStart === reply.selectionEnd && place() ? ASKED.exec(before) : null;
  const at = asked ? before.length - (asked[1]?.length ?? 0) - 1 : -1;
  if (!asked) closed = -1;
  if (!asked || at === closed) return close();
  from = at;
  show(asked[1] ?? "");
}

function show(words) {
  const found = matching(words);
  if (found.length === 0) {
    close();
    say(words ? place().dataset.none : "");
    return;
  }
  list.setAttribute("aria-label", place().dataset.label);
  list.replaceChildren(...found.map(option));
  if (!list.isConnected) place().before(list, told);
  list.hidden = false;
  combobox(true);
  mark(list.firstElementChild);
  stand();
  say(place().dataset.count.replace("{}", found.length));
}

// Every word that was typed begins a word of the name; those that only have it in their text come behind.
function matching(words) {
  const readings = [words, otherLayout(words)].map((one) => fold(one).split(" ").filter(Boolean));
  const begins = (text) => readings.some((asked) => asked.every((word) => ` ${fold(text)}`.includes(` ${word}`)));
  const all = [...place().querySelectorAll("[data-snippet]")];
  const named = all.filter((one) => begins(one.dataset.name));
  const saying = all.filter((one) => !named.includes(one) && words.length > 2 && begins(one.dataset.snippet));
  return [...named, ...saying].slice(0, words ? SHOWN : all.length);
}

function otherLayout(text) {
  const [typed, meant] = /\p{Script=Cyrillic}/u.test(text) ? LAYOUTS.toReversed() : LAYOUTS;
  return [...text.toLowerCase()].map((sign) => meant[typed.indexOf(sign)] ?? sign).join("");
}

function fold(text) {
  return text.toLowerCase().replaceAll("ё", "е").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

function option(snippet, at) {
  const made = document.createElement("li");
  made.id = `snippet-option-${at}`;
  made.setAttribute("role", "option");
  made.lang = snippet.lang;
  made.snippet = snippet;
  const [name, text] = [document.createElement("strong"), document.createElement("span")];
  name.textContent = snippet.dataset.name;
  text.textContent = snippet.dataset.snippet.replace(/\s+/g, " ");
  made.append(name, " ", text);
  return made;
}

function marked() {
  return list.querySelector("[aria-selected=true]");
}

function mark(chosen) {
  for (const one of list.children) one.setAttribute("aria-selected", String(one === chosen));
  area().setAttribute("aria-activedescendant", chosen.id);
  chosen.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const all = [...list.children];
  mark(all[(all.indexOf(marked()) + step + all.length) % all.length]);
  return true;
}

function choose(chosen) {
  insert(from, Math.max(from, area().selectionStart), chosen.snippet);
  return true;
}

// Through the browser's own editing, so that Ctrl+Z takes it back.
function insert(start, end, snippet) {
  const reply = area();
  const text = filled(snippet.dataset.snippet);
  close();
  reply.focus();
  reply.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, text)) {
    reply.setRangeText(text, start, end, "end");
    reply.dispatchEvent(new Event("input", { bubbles: true }));
  }
  close();
  walking = true;
  reply.setSelectionRange(start, start);
  const first = blanks(text)[0];
  if (first) select(first.index + start, first[0]);
  else reply.setSelectionRange(start + text.length, start + text.length);
}

function filled(text) {
  return text.replace(BLANK, (blank) => known(blank.slice(1, -1).toLowerCase()) ?? blank);
}

function known(name) {
  if (OWN_NAME.includes(name)) return document.querySelector(".me a")?.textContent.trim();
  const numbers = document.querySelectorAll(`.numbers [data-kind="${KINDS[name]}"] code`);
  return numbers.length === 1 ? numbers[0].textContent : undefined;
}

// To the next blank of the text; behind the last one Tab is Tab again, so that nobody is caught in the editor.
function walk(step) {
  const reply = area();
  const all = blanks(reply.value);
  const next =
    step > 0
      ? all.find((one) => one.index >= reply.selectionEnd)
      : all.findLast((one) => one.index + one[0].length <= reply.selectionStart);
  walking = Boolean(next);
  if (next) select(next.index, next[0]);
  return walking;
}

function blanks(text) {
  return [...text.matchAll(BLANK)];
}

function select(at, blank) {
  showIn(area(), at, at + blank.length);
}

function warn(open) {
  const reply = area();
  const note = document.querySelector("#unfilled") ?? document.createElement("p");
  warned = open.join(" ");
  warnedAt = performance.now();
  note.id = "unfilled";
  note.className = "note";
  note.setAttribute("role", "alert");
  reply.form.querySelector(".actions").before(note);
  settle();
  reply.focus();
  const first = blanks(reply.value)[0];
  select(first.index, first[0]);
  walking = true;
}

function unfilled() {
  return [...new Set(area().value.match(BLANK) ?? [])];
}

// What was pointed out names what is still open, and goes with the last blank.
function settle() {
  const [note, open, { unfilled: what, again }] = [document.querySelector("#unfilled"), unfilled(), area().dataset];
  if (note && !open.length) note.remove();
  else if (note) note.textContent = `${what} ${open.join(", ")}. ${again}`;
}

function close() {
  if (list.hidden) return;
  list.hidden = true;
  from = -1;
  combobox(false);
}

// Only while its list is open the editor is a combobox; else it is a plain text of several lines.
function combobox(open) {
  const told = { role: "combobox", "aria-expanded": "true", "aria-controls": list.id, "aria-autocomplete": "list", "aria-haspopup": "listbox" };
  for (const [name, value] of Object.entries(told)) {
    if (open) area().setAttribute(name, value);
    else area().removeAttribute(name);
  }
  if (!open) area().removeAttribute("aria-activedescendant");
}

function say(words) {
  if (!told.isConnected) place().before(told);
  told.textContent = words;
}

// Puts the list under the line in which the `/` stands.
function stand() {
  const reply = area();
  const { left, bottom } = measured(reply, from);
  const width = Math.min(reply.offsetWidth, 30 * parseFloat(getComputedStyle(document.documentElement).fontSize));
  list.style.width = `${width}px`;
  list.style.left = `${reply.offsetLeft + Math.max(0, Math.min(left, reply.offsetWidth - width))}px`;
  list.style.top = `${reply.offsetTop + Math.min(Math.max(bottom, 0), reply.offsetHeight) + 4}px`;
}

function showButtons() {
  for (const button of document.querySelectorAll("[data-insert-snippet]")) button.hidden = false;
}
