// Results while one types, and arrows to walk through them. Without this file the form works as any form does.

const PAUSE = 220; // ms without a key before asking: about the gap between two words
const SETTLED = 1800; // ms after which a question counts as asked, not as being typed

const form = document.querySelector("[data-search]");
const box = document.querySelector("#q");

if (form) {
  let timer;
  let settling;
  let asking;
  let shown = box.value.trim();

  const address = (question) => {
    const page = new URL("/", location.href);
    if (question) page.searchParams.set("q", question);
    return page;
  };

  const ask = async () => {
    const question = box.value.trim();
    asking?.abort();
    asking = new AbortController();
    const page = address(question);
    page.searchParams.set("typing", "true");
    try {
      const response = await fetch(page, { signal: asking.signal });
      if (response.ok) show(await response.text(), question);
    } catch (error) {
      if (!(error instanceof DOMException) && !(error instanceof TypeError)) throw error; // overtaken, or offline: the form still works
    }
  };

  const show = (html, question) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = page.querySelector("[data-results]");
    const results = document.querySelector("[data-results]");
    if (results.contains(document.activeElement)) return; // somebody walks through them already
    // The live region stays the same element, or screen readers would not hear that it changed.
    const status = results.querySelector("[role=status]");
    const said = fresh.querySelector("[role=status]");
    results.replaceChildren(status, ...[...fresh.children].filter((child) => child !== said));
    status.textContent = said.textContent;
    document.querySelector(".ask").classList.toggle("asked", question !== "");
    document.title = page.title;
    history.replaceState(null, "", address(question));
    shown = question;
  };

  box.addEventListener("input", () => {
    clearTimeout(timer);
    clearTimeout(settling);
    if (box.value.trim() === shown) return;
    timer = setTimeout(ask, PAUSE);
    // Asked once more as a finished question, for the editors who want to know what people look for.
    if (box.value.trim()) settling = setTimeout(() => fetch(address(box.value.trim())), SETTLED);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    clearTimeout(settling);
  });
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing) {
    event.preventDefault();
    box.focus();
    box.select();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    walk(event);
  } else if (event.key === "Escape" && event.target.matches("[data-result]")) {
    box.focus();
  }
});

function walk(event) {
  const links = [...document.querySelectorAll("[data-result]")];
  const at = links.indexOf(event.target);
  if (!links.length || (at < 0 && event.target !== box)) return;
  event.preventDefault();
  const next = at + (event.key === "ArrowDown" ? 1 : -1);
  (next < 0 ? box : (links[next] ?? links[at])).focus();
}
