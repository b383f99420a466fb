// The Desk's comforts: a draft as soon as a ticket opens, what is typed saved, news told, sources, copying, keys.
// All works without.

import "./back.js";
import { insertOnce } from "./editor.js";
import { exchange } from "./exchange.js";
import { keys } from "./keys.js";
import "./snippets.js";
import { bringBack, rememberOnLeaving } from "./typed.js";

const main = document.querySelector("#main");
const head = document.querySelector("[data-ticket]");
const SAVE_AFTER = 1200;
const LOOK_EVERY = 20000;
const LARGEST_PARTING = 60000; // bytes: browsers send no more than 64 KiB on behalf of a page that is gone
let saving = 0;
let saved = "";
let number = 0; // of the last that this page sent of the reply
let leaving = false;
let looks = 0;

document.addEventListener("click", (event) => {
  const cite = event.target.closest(".cite");
  if (cite) {
    event.preventDefault();
    open(cite);
  }
  const copy = event.target.closest("[data-copy], [data-copy-text]");
  if (copy) copyText(copy);
  const insert = event.target.closest("[data-insert]");
  if (insert) insertSentence(insert, event.detail === 0);
  if (event.target.closest("[data-redo]")) redraft(main.querySelector("[data-draft]"));
});

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button?.matches("[data-draft]")) {
    event.preventDefault();
    draft(button);
    return;
  }
  // What goes out is not saved behind its own back; every other form leaves the page with the reply in it.
  if (event.target.matches("[data-reply]")) {
    leaving = true;
    count(event.target);
  } else save(true);
});

document.addEventListener("input", (event) => {
  if (event.target.id !== "reply") return;
  clearTimeout(saving);
  saving = setTimeout(save, SAVE_AFTER);
});
// The language model's text arrived (writer.js): the editor is another one.
document.addEventListener("drafted", () => {
  document.querySelector("[data-news]").hidden = true;
  keepUnlessDraft();
  showComforts();
});
document.addEventListener("exchanged", () => {
  showComforts();
  showNewest();
});
rememberOnLeaving(() => !leaving && main.querySelector("#reply").value !== saved);
addEventListener("pagehide", () => leaving || save(true));
addEventListener("pageshow", () => {
  leaving = false;
  emptyWhenSent();
});
document.addEventListener("visibilitychange", () => (document.hidden ? save(true) : look()));

showComforts();
showNewest();
keys({ open, insert: insertDraft });
if (head) {
  const reply = main.querySelector("#reply");
  saved = reply?.defaultValue;
  bringBack();
  if (reply && reply.value !== saved) saving = setTimeout(save, SAVE_AFTER); // brought back, or typed before this ran
  setInterval(look, LOOK_EVERY);
}
document.querySelector("[data-said]")?.focus({ preventScroll: true }); // after a reply went out one reads that it did
const waiting = document.querySelector("[data-draft-now] [data-draft]");
if (waiting) draft(waiting, false);

// Shows a source, and in it only what this sentence was taken from.
function open(cite) {
  const source = document.querySelector(cite.hash);
  for (const one of document.querySelectorAll(".source.open, .sentence.open")) one.classList.remove("open");
  for (const mark of document.querySelectorAll(".source mark")) {
    mark.classList.toggle("now", mark.dataset.marks.split(" ").includes(cite.dataset.sentence));
  }
  source.classList.add("open");
  cite.closest(".sentence").classList.add("open");
  source.focus({ preventScroll: true });
  const smooth = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  (source.querySelector("mark.now") ?? source).scrollIntoView({ behavior: smooth, block: "center" });
}

async function draft(button, byHand = true) {
  const form = button.form;
  const status = form.querySelector("[data-status]");
  const written = form.elements.text.value;
  const body = new URLSearchParams(new FormData(form));
  if (button.ariaDisabled === "true") return;
  button.ariaDisabled = "true"; // disabled for good, it would lose the focus
  status.textContent = button.dataset.working;
  try {
    const response = await fetch(button.formAction, { method: "POST", body });
    if (!response.ok) throw new Error(String(response.status));
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const typedMeanwhile = form.elements.text.value !== written;
    const typed = form.elements.text.value;
    const writing = document.activeElement?.id === "reply";
    const at = form.elements.text.selectionStart;
    // The conversation too: the new page vouches for having been read up to its end.
    exchange(page);
    document.querySelector("[data-news]").hidden = true;
    const reply = main.querySelector("#reply");
    if (typedMeanwhile) reply.value = typed;
    keepUnlessDraft();
    if (byHand || writing) reply.focus({ preventScroll: writing });
    if (writing && (typedMeanwhile || reply.value === typed)) reply.setSelectionRange(at, at);
    main.querySelector("[data-status]").textContent = main.querySelector("[data-status]").dataset.done;
  } catch {
    status.textContent = status.dataset.failed;
    button.ariaDisabled = null;
  }
}

// A draft that nobody touched needs no keeping: it can be made again.
function keepUnlessDraft() {
  if (touched()) save();
  else saved = main.querySelector("#reply").value;
}

// Keeps on the server what stands in the editor, whenever it is not kept there yet.
async function save(last = false) {
  clearTimeout(saving);
  const form = main.querySelector("[data-unsent]");
  const text = form?.elements.text.value;
  if (!form || text === saved) return;
  const mine = count(form);
  const body = new FormData(form); // percent-encoded, Russian would take three times the room
  body.set("quiet", "true");
  const told = form.querySelector("[data-saved]");
  try {
    const response = await fetch(form.dataset.unsent, { method: "POST", body, keepalive: last && isSmall(text) });
    if (mine !== number) return; // what was sent since answers for itself
    const signedOut = response.status === 401 || response.status === 403; // also signed in again since
    const twice = response.status === 409; // typed in another tab as well
    if (!response.ok && !signedOut && !twice) throw new Error(String(response.status));
    if (response.ok) saved = text;
    told.textContent = twice ? "" : signedOut ? told.dataset.signedOut : told.dataset.done;
    chooseBetweenTabs(twice);
  } catch {
    if (mine === number) told.textContent = told.dataset.failed;
  }
}

// What comes in late must not undo what was sent after it. By the clock, so that a page that comes back goes on; a clock
// that was put back does not count.
function count(form) {
  const field = form.elements.number;
  number = Math.max(Date.now(), number + 1, Number(field.value) + 1);
  field.value = number;
  return number;
}

// While the agent has not chosen between this text and that of another tab, this one is kept nowhere else.
function chooseBetweenTabs(twice) {
  const note = main.querySelector("[data-twice]");
  if (note) note.hidden = !twice;
}

addEventListener("beforeunload", (event) => {
  if (!leaving && main.querySelector("[data-twice]:not([hidden])")) event.preventDefault();
});

// The browser's own «Back» fills the editor with what has been sent since: nobody is to send it a second time.
function emptyWhenSent() {
  const reply = main.querySelector("#reply");
  const last = main.querySelector("#sent .said")?.textContent.trim();
  if (last && reply?.value.trim() === last) saved = reply.value = reply.defaultValue;
}

function isSmall(text) {
  return new TextEncoder().encode(text).length < LARGEST_PARTING;
}

// Says that the page is open, and tells what happened since it was read.
async function look() {
  if (!head || document.hidden) return;
  const number = ++looks;
  const token = document.querySelector('[name="form_token"]')?.value;
  const body = new URLSearchParams(token ? { form_token: token } : {});
  const draftId = main.querySelector("[data-reply]")?.elements.draft_id.value;
  body.set("draft_id", draftId || main.querySelector("[data-draft-id]")?.dataset.draftId || "");
  const response = await fetch(head.dataset.look, { method: "POST", body }).catch(() => null);
  if (!response?.ok || response.redirected) return;
  const { others, seen, outdated } = await response.json();
  if (number !== looks) return; // asked again since: this answer is the older one, however late it comes
  const place = document.querySelector("[data-others]");
  place.hidden = others.length === 0;
  place.querySelector("[data-names]").textContent = others.join(", ");
  news(seen);
  sources(outdated);
}

// Which sources of the draft were withdrawn or changed since: beside the reply, and at the sources themselves.
function sources(outdated) {
  const note = main.querySelector("[data-outdated]");
  if (!note) return;
  const lines = outdated.map(({ id, title, change }) => {
    const shown = [...document.querySelectorAll(".source")].filter((one) => one.dataset.document === id);
    for (const badge of shown.map((one) => one.querySelector("[data-change]"))) {
      badge.textContent = note.dataset[change];
      badge.hidden = false;
    }
    return `${title || shown[0]?.querySelector("h3").textContent || note.dataset.unnamed}: ${note.dataset[change]}`;
  });
  const list = note.querySelector("[data-outdated-list]");
  if (lines.join("\n") === [...list.children].map((one) => one.textContent).join("\n")) return; // said already
  list.replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
  note.querySelector("[data-for-staff]").hidden = !outdated.some(({ change }) => change === "staff");
  note.hidden = lines.length === 0;
}

function news(seen) {
  const form = main.querySelector("[data-reply]");
  const place = main.querySelector("[data-news]");
  if (!form || !place) return;
  const [, messages, replies] = seen.split(".").map(Number);
  const [, read, answered] = form.elements.seen.value.split(".").map(Number);
  const wrote = messages > read;
  const replied = replies > answered;
  const redo = main.querySelector("[data-draft]");
  if (wrote && !replied && redo && form.elements.text.value === saved && !touched()) {
    redraft(redo); // nobody has typed anything: a draft for what the customer writes now takes its place
    return;
  }
  place.hidden = !(wrote || replied);
  place.querySelector("[data-wrote]").hidden = !wrote || replied;
  place.querySelector("[data-replied]").hidden = !replied;
  place.querySelector("[data-redo]").hidden = replied || !redo;
  place.querySelector("[data-reload]").hidden = !replied && Boolean(redo);
}

// Where a language model writes, writer.js answers for the button.
function redraft(button) {
  if (document.querySelector("[data-writing]")) button.form.requestSubmit(button);
  else draft(button, false);
}

// Whether an agent wrote what stands in the editor: it differs from the draft it was filled with.
function touched() {
  const full = main.querySelector("[data-draft-text]")?.dataset.draftText.trim() ?? "";
  return main.querySelector("#reply").value.trim() !== full;
}

// By key the focus stays with the sentences: several are inserted one after the other.
function insertSentence(button, byKey) {
  const { done, there, insert } = button.dataset;
  const inserted = insertOnce(insert);
  if (byKey) button.focus();
  if (byKey || !inserted) main.querySelector("[data-status]").textContent = inserted ? done : there;
}

// Of a draft that stands in the editor in part, only what is missing there.
function insertDraft() {
  const full = main.querySelector("[data-draft-text]")?.dataset.draftText;
  const sentences = [...main.querySelectorAll("[data-insert]")].map((one) => one.dataset.insert);
  const own = sentences.filter((one) => full?.includes(one));
  const missing = own.filter((one) => !main.querySelector("#reply").value.includes(one));
  insertOnce(missing.length < own.length ? missing.join(" ") : full);
}

function showComforts() {
  for (const button of document.querySelectorAll("[data-copy], [data-copy-text]")) button.hidden = !navigator.clipboard;
  for (const one of document.querySelectorAll("[data-insert], [data-keys-hint]")) one.hidden = false;
  for (const one of document.querySelectorAll("[data-save]")) one.hidden = true;
}

// Of a conversation too long for its place what was said last is read first, unless the address names another part.
function showNewest() {
  const talk = main.querySelector("#talk");
  const shown = talk?.querySelector(":target") ?? talk?.lastElementChild;
  const long = Boolean(talk) && talk.scrollHeight > talk.clientHeight + 1;
  talk?.classList.toggle("long", long);
  if (shown && long) talk.scrollTop += shown.getBoundingClientRect().top - talk.getBoundingClientRect().top;
}

async function copyText(button) {
  const text = button.dataset.copyText ?? document.querySelector(button.dataset.copy).value;
  await navigator.clipboard.writeText(text);
  if (button.dataset.copy) {
    document.querySelector("[data-status]").textContent = button.dataset.copied;
    return;
  }
  const label = button.textContent;
  button.textContent = button.dataset.copied;
  setTimeout(() => (button.textContent = label), 1500);
}
