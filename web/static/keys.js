// The keys of the Desk. Known by their place on the keyboard, so that they work in the Russian layout as well.

const LETTERS = {
  KeyJ: () => walk(1),
  KeyK: () => walk(-1),
  KeyR: () => document.querySelector("#reply")?.focus(),
  KeyT: () => document.querySelector("[data-take]")?.click(),
  KeyD: () => sentence(0),
  KeyH: () => unfold("h"),
  KeyS: () => unfold("s"),
  KeyN: () => unfold("n"),
};

export function keys({ open, insert }) {
  const help = document.querySelector("#keys");
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys]")) help.showModal();
    if (event.target.closest(".drop > summary")) stand(event.target.closest(".drop"));
    for (const one of document.querySelectorAll("details.drop[open]")) if (!one.contains(event.target)) one.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.id === "reply") {
      event.preventDefault();
      const send = event.target.form.querySelector("[data-send-next]");
      if (send) event.target.form.requestSubmit(send); // where one has to choose first, no key chooses
      return;
    }
    if (event.key === "Escape") return leave(event.target);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && event.target.matches("[data-insert]")) {
      event.preventDefault();
      sentence(step, event.target);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || help.open || writes(event.target)) return;
    const act = chosen(event, help, open, insert);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function chosen(event, help, open, insert) {
  if (event.key === "?" || (event.key === "," && event.shiftKey)) return () => help.showModal();
  if (event.key === "/" || (event.code === "Slash" && !event.shiftKey)) return () => document.querySelector(".sift [name=q]").focus();
  const source = /^Digit([1-9])$/.exec(event.code)?.[1];
  const cite = source && document.querySelector(`.cite[href="#source-${source}"]`);
  if (cite) return () => open(cite);
  if (event.code === "KeyI" && document.querySelector("[data-draft-text]")) return insert;
  return LETTERS[event.code];
}

function writes(element) {
  return element.matches("input, textarea, select, [contenteditable]");
}

// Out of a field, out of an unfolded form, from a source back to the sentence that cites it.
function leave(element) {
  const drop = element.closest("details[open]");
  if (drop?.matches(".drop, [data-key]")) {
    drop.open = false;
    drop.querySelector("summary").focus();
  } else if (element.closest(".source.open")) document.querySelector(".sentence.open .cite")?.focus();
  else if (writes(element)) element.blur();
}

// What is about to open (21rem wide) opens to the right, or to the left where it would leave the window.
function stand(drop) {
  const width = 21.5 * parseFloat(getComputedStyle(document.documentElement).fontSize);
  drop.classList.toggle("leftward", drop.getBoundingClientRect().left + width > document.documentElement.clientWidth);
}

function unfold(key) {
  const place = document.querySelector(`details[data-key="${key}"]`);
  if (!place) return;
  stand(place);
  place.open = true;
  place.querySelector("select, textarea, button").focus();
}

// To the sentences of the draft, or from one to the next.
function sentence(step, here) {
  const all = [...document.querySelectorAll("[data-insert]")];
  all[Math.min(Math.max(all.indexOf(here) + step, 0), all.length - 1)]?.focus();
}

// To the next or the previous ticket of the list.
function walk(step) {
  const links = [...document.querySelectorAll(".lines a")];
  const at = links.findIndex((link) => link.matches("[aria-current]"));
  const next = at < 0 ? links[step > 0 ? 0 : links.length - 1] : links[at + step];
  next?.click();
}
