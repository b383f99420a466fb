// What stands in the fields of a ticket and was not sent is there again when the ticket's page comes next: reloaded,
// in the other language, after another of its forms. The server may have made that page before it had the text.

const KEY = "podskazka-typed";
const FRESH = 600000; // time to sign in again; later the server knows better: work may have gone on at another machine
const NOTES = "#note, #heard, #for-second";
const ticket = /^\/desk\/tickets\/[^/]+/.exec(location.pathname)?.[0];
const agent = document.querySelector(".me a")?.textContent;
let sent = null;

addEventListener("submit", (event) => (sent = event.defaultPrevented ? sent : event.target));
addEventListener("pageshow", () => (sent = null));

const left = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
sessionStorage.removeItem(KEY);

// Puts back what was left here a moment ago. For the server this is the same page as before, or a text on its way there
// would look like one of another tab. What is copied with a tab is not: it is noted only when a page is left.
export function bringBack() {
  if (!ticket || left.ticket !== ticket || left.agent !== agent) return;
  const editor = document.querySelector("[data-reply]");
  if (left.page && editor) [editor.elements.page.value, editor.elements.number.value] = [left.page, left.number ?? 0];
  if (Date.now() - left.at > FRESH) return;
  if (editor && "reply" in left.typed) editor.elements.kept.value = left.kept; // the saved text is not the one shown
  for (const [id, text] of Object.entries(left.typed)) {
    const field = document.getElementById(id);
    if (!field) continue;
    field.value = text;
    field.closest("details")?.setAttribute("open", "");
  }
}

// `unsaved` says whether the reply is not on the server yet.
export function rememberOnLeaving(unsaved) {
  let late = false; // what is saved while the next page is on its way may not stand in it
  addEventListener("beforeunload", () => (late = Boolean(document.querySelector("#reply")) && unsaved()));
  addEventListener("pageshow", () => (late = false));
  addEventListener("pagehide", () => {
    const notes = [...document.querySelectorAll(NOTES)].filter((note) => note.value !== note.defaultValue);
    const reply = document.querySelector("#reply");
    const fields = [...notes, ...(reply && (late || unsaved()) ? [reply] : [])].filter((field) => field.form !== sent);
    const typed = Object.fromEntries(fields.map((field) => [field.id, field.value]));
    const [page, kept, number] = ["page", "kept", "number"].map((name) => reply?.form.elements[name].value);
    if (ticket && (page || fields.length)) {
      sessionStorage.setItem(KEY, JSON.stringify({ ticket, agent, at: Date.now(), typed, page, kept, number }));
    }
  });
}
