// The Desk's comforts: a draft as soon as a ticket opens, sources that open beside it, copying. All works without.

const main = document.querySelector("#main");

document.addEventListener("click", (event) => {
  const cite = event.target.closest(".cite");
  if (cite) {
    event.preventDefault();
    open(cite);
  }
  const copy = event.target.closest("[data-copy]");
  if (copy) copyText(copy);
});

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.matches("[data-draft]")) return;
  event.preventDefault();
  draft(button);
});

showCopying();
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
  button.disabled = true;
  status.textContent = button.dataset.working;
  try {
    const response = await fetch(button.formAction, { method: "POST", body });
    if (!response.ok) throw new Error(String(response.status));
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const typedMeanwhile = form.elements.text.value !== written;
    const typed = form.elements.text.value;
    for (const place of ["#answer", "#sources"]) {
      document.querySelector(place).replaceWith(document.adoptNode(page.querySelector(place)));
    }
    showCopying();
    const reply = main.querySelector("#reply");
    if (typedMeanwhile) reply.value = typed;
    if (byHand) reply.focus();
    main.querySelector("[data-status]").textContent = main.querySelector("[data-status]").dataset.done;
  } catch {
    status.textContent = status.dataset.failed;
    button.disabled = false;
  }
}

function showCopying() {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
}

async function copyText(button) {
  await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).value);
  document.querySelector("[data-status]").textContent = button.dataset.copied;
}
