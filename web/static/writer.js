// The language model's text as it is written: streamed into the editor, stopped, asked for otherwise, taken back.
// Loaded before desk.js, and only where a model is set: it then does what desk.js does without one.

import { exchange } from "./exchange.js";

let running = null; // what stops the text that is being written
let before = null; // what stood in the editor before it was

document.addEventListener(
  "submit",
  (event) => {
    const draft = event.submitter?.matches("[data-draft]");
    if (!draft && !event.target.matches("[data-writing]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    write(draft ? {} : { wish: event.submitter?.value ?? "", words: event.target.elements.words.value });
  },
  { capture: true },
);

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-stop]")) running?.abort();
  if (event.target.closest("[data-before]")) giveBack();
});

async function write(wish, byHand = true) {
  running?.abort();
  const stopping = (running = new AbortController());
  const panel = document.querySelector("[data-writing]");
  const form = document.querySelector("[data-reply]");
  const reply = form.elements.text;
  const asked = Boolean(wish.wish || wish.words);
  const body = new URLSearchParams([...new FormData(form), ...Object.entries(wish)]);
  const editing = new Editing(reply, asked);
  say(panel.dataset.working);
  busy(true);
  try {
    const response = await fetch(panel.action, { method: "POST", body, signal: stopping.signal });
    if (!response.ok) throw new Error(String(response.status));
    for await (const [name, said] of events(response.body)) {
      if (name === "sentence") editing.add(said);
      else if (name === "page") finish(said.html, editing, byHand);
      else throw new Error(said.title);
    }
    if (running === stopping) throw new Error("the stream ended early");
  } catch {
    if (running !== stopping) return; // finished, or another text was asked for
    running = null;
    before = editing.changed ? editing.first : before;
    busy(false);
    if (stopping.signal.aborted) say(panel.dataset.stopped);
    else {
      editing.undo();
      say(panel.dataset.broken);
    }
    show();
  }
}

// The editor while a text comes in. Whoever types in it keeps what they typed.
class Editing {
  constructor(reply, asked) {
    this.reply = reply;
    this.first = this.last = reply.value;
    this.paragraphs = [];
    const form = reply.form;
    this.free = asked || !reply.value.trim() || Boolean(form.elements.draft_id.value && reply.value === reply.defaultValue);
    if (document.querySelector("#restored, #outdated")) this.free = false; // typed before this page was opened
    if (this.free) reply.rows = Math.max(reply.rows, 12);
  }

  get typed() {
    return this.reply.value !== this.last;
  }

  get changed() {
    return this.last !== this.first;
  }

  add({ text, paragraph, held }) {
    if (held || !this.free || this.typed) return;
    (this.paragraphs[paragraph] ??= []).push(text);
    const written = this.paragraphs.filter(Boolean).map((sentences) => sentences.join(" "));
    this.last = this.reply.value = written.join("\n\n");
  }

  undo() {
    if (this.changed && !this.typed) this.last = this.reply.value = this.first;
  }
}

// Takes over the page that was made with the whole draft: its verdicts, its sources, its editor.
function finish(html, editing, byHand) {
  running = null;
  const page = new DOMParser().parseFromString(html, "text/html");
  const typed = editing.typed ? editing.reply.value : null;
  const focused = document.activeElement === editing.reply;
  exchange(page);
  const reply = document.querySelector("#reply");
  if (typed !== null) reply.value = typed;
  if (editing.first.trim() && editing.first !== reply.value) before = editing.first;
  if (byHand || focused) reply.focus({ preventScroll: focused });
  say(document.querySelector("[data-status]").dataset.done);
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
  show();
  document.dispatchEvent(new CustomEvent("drafted"));
}

function giveBack() {
  const reply = document.querySelector("#reply");
  [reply.value, before] = [before, reply.value];
  reply.focus();
}

function show() {
  const panel = document.querySelector("[data-writing]");
  if (!panel) return;
  panel.hidden = false;
  panel.querySelector("[data-before]").hidden = before === null;
}

function busy(is) {
  const stop = document.querySelector("[data-stop]");
  // A button that is disabled or hidden loses the focus: what can be done instead has it.
  const lost = is ? document.activeElement?.matches("[data-draft], [data-writing] [type=submit]") : document.activeElement === stop;
  stop.hidden = !is;
  for (const button of document.querySelectorAll("[data-draft], [data-writing] [type=submit]")) button.disabled = is;
  if (lost) (is ? stop : document.querySelector("#reply")).focus();
}

function say(words) {
  document.querySelector("[data-status]").textContent = words;
}

// Server-sent events out of a response: [name, what was said].
async function* events(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (text + value).split("\n\n");
    text = blocks.pop();
    for (const block of blocks) {
      const found = /^event: (\w+)\ndata: (.*)$/.exec(block);
      if (found) yield [found[1], JSON.parse(found[2])];
    }
  }
}

// Last, when all of the above is there.
show();
const waiting = document.querySelector("[data-draft-now]");
if (waiting) {
  delete waiting.dataset.draftNow; // desk.js would ask as well
  write({}, false);
}
