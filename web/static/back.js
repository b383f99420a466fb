// After a form of a ticket was sent and the page came back, the focus is where it was: nobody starts again at the top.

const KEY = "podskazka-back";

// The last to hear of it: forms that scripts send themselves leave no page.
addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post" || event.target.matches("[data-reply]")) return;
  sessionStorage.setItem(KEY, JSON.stringify([location.pathname, new URL(event.target.action).pathname]));
});

const [page, action] = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
sessionStorage.removeItem(KEY);
// When everything is there: going to the #place of an address takes the focus away once more.
const focus = () => requestAnimationFrame(() => place(action)?.focus({ preventScroll: location.hash !== "" }));
if (page === location.pathname) addEventListener("load", focus);

// The form that was sent: what unfolds it, or its button; where it is gone, the place where such forms stand.
function place(sent) {
  const form = [...document.forms].find((one) => new URL(one.action).pathname === sent);
  const folded = form?.closest("details:not([open])");
  if (form) return folded?.querySelector("summary") ?? form.querySelector("button, summary");
  const work = document.querySelector(".work, #main");
  if (work) work.tabIndex = -1;
  return work;
}
