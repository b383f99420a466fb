// Thumbs under a draft: kept without leaving the page, and said so. Without this file they are kept all the same.

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-opinion]");
  if (!form) return;
  event.preventDefault();
  const status = form.querySelector("[data-opinion-status]");
  const body = new URLSearchParams(new FormData(form, event.submitter));
  try {
    const response = await fetch(form.action, { method: "POST", body });
    if (!response.ok) throw new Error(String(response.status));
    show(form, body);
    status.textContent = body.has("withdraw") ? status.dataset.withdrawn : status.dataset.done;
  } catch {
    status.textContent = status.dataset.failed;
  }
});

// What the page would say if it were read anew.
function show(form, body) {
  const yes = form.querySelector("[aria-pressed]");
  const given = form.querySelector("[data-given]");
  const withdrawn = body.has("withdraw");
  const helped = body.get("helpful") === "true";
  const why = [form.querySelector("[type=radio]:checked")?.parentElement.textContent.trim(), body.get("comment").trim()];
  form.querySelector("details").open = false;
  if (given.contains(document.activeElement) && withdrawn) yes.focus(); // what is hidden loses the focus
  yes.ariaPressed = helped && !withdrawn;
  given.hidden = withdrawn;
  given.querySelector("[data-given-words]").textContent = helped
    ? given.dataset.yes
    : [given.dataset.no, ...why].filter(Boolean).join(". ");
  if (!withdrawn && !helped) return;
  form.elements["opinion-comment"].value = "";
  for (const one of form.querySelectorAll("[type=radio]")) one.checked = false;
}
