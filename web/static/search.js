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
  // The question whose reading was turned down; any other one is read anew.
  const asTyped = new URL(location.href).searchParams.has("as_typed") ? shown : "";

  const address = (question) => {
    const page = new URL("/", location.href);
    if (question) page.searchParams.set("q", question);
    if (question && question === asTyped) page.searchParams.set("as_typed", "1");
    return page;
  };

  const ask = async (typing) => {
    const question = box.value.trim();
    asking?.abort();
    asking = new AbortController();
    const page = address(question);
    if (typing) page.searchParams.set("typing", "true");
    try {
      const response = await fetch(page, { signal: asking.signal });
      if (response.ok) show(await response.text(), question, typing);
    } catch (error) {
      if (!(error instanceof DOMException) && !(error instanceof TypeError)) throw error; // overtaken, or offline: the form still works
    }
  };

  const show = (html, question, typing) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = page.querySelector("[data-results]");
    const results = document.querySelector("[data-results]");
    if (results.contains(document.activeElement)) return; // somebody walks through them already
    if (!typing && told(fresh) === told(results)) return;
    // What one reads already is not folded away once the question is finished and judged.
    if (!typing) for (const one of fresh.querySelectorAll("details.nearest")) one.open = true;
    // The live region stays the same element, or screen readers would not hear that it changed.
    const status = results.querySelector("[role=status]");
    const said = fresh.querySelector("[role=status]");
    results.replaceChildren(status, ...[...fresh.children].filter((child) => child !== said));
    status.className = said.className;
    status.textContent = said.textContent;
    document.querySelector(".ask").classList.toggle("asked", question !== "");
    document.title = page.title;
    history.replaceState(null, "", address(question));
    shown = question;
  };

  const told = (place) => [...place.children].map((child) => child.outerHTML).join("");

  box.addEventListener("input", () => {
    clearTimeout(timer);
    clearTimeout(settling);
    asking?.abort(); // what it asked for stands in the box no more
    if (box.value.trim() === shown) return;
    timer = setTimeout(() => ask(true), PAUSE);
    // Asked once more as a finished question: now it is judged, and kept for the editors who want to know what people
    // look for.
    if (box.value.trim()) settling = setTimeout(() => ask(false), SETTLED);
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
  const links = [...document.querySelectorAll("[data-result]")].filter((link) => !link.closest("details:not([open])"));
  const at = links.indexOf(event.target);
  if (!links.length || (at < 0 && event.target !== box)) return;
  event.preventDefault();
  const next = at + (event.key === "ArrowDown" ? 1 : -1);
  (next < 0 ? box : (links[next] ?? links[at])).focus();
}
