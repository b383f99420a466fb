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
    form.querySelector("details").open = false;
    status.textContent = status.dataset.done;
  } catch {
    status.textContent = status.dataset.failed;
  }
});
