// The editor of a reply: text comes into it once, what is selected is in view, where a sign stands is measured.

// What stands in the editor already is shown there instead: nobody greets a customer twice. Whether it was inserted.
export function insertOnce(text) {
  const reply = document.querySelector("#reply");
  const at = reply.value.indexOf(text.trim());
  if (at < 0) {
    insertText(text);
    return true;
  }
  reply.focus();
  const end = at + text.trim().length;
  if (end > at) showIn(reply, end, end); // not selected: the next that is inserted would take its place
  return false;
}

// Through the browser's own editing, so that Ctrl+Z takes it back.
function insertText(text) {
  const reply = document.querySelector("#reply");
  const draftId = document.querySelector("[data-draft-id]")?.dataset.draftId;
  if (draftId) reply.form.elements.draft_id.value = draftId; // what is inserted is what counts later
  const before = reply.value.slice(0, reply.selectionStart);
  reply.focus();
  const apart = before && !before.endsWith("\n") && !before.endsWith(" ") ? " " : "";
  if (!document.execCommand("insertText", false, apart + text)) reply.setRangeText(apart + text);
  reply.dispatchEvent(new Event("input", { bubbles: true }));
}

// Selects a part of the editor and brings it into view: Chromium itself scrolls to no selection made by a script.
export function showIn(reply, start, end) {
  reply.setSelectionRange(start, end);
  const { top, bottom } = measured(reply, start);
  if (top < 0 || bottom > reply.clientHeight) reply.scrollTop += top - reply.clientHeight / 3;
}

// Where in the visible part of the editor the sign at `at` stands, in pixels, measured in a copy.
export function measured(reply, at) {
  const copy = document.createElement("div");
  const style = getComputedStyle(reply);
  for (const name of ["font", "padding", "border", "boxSizing", "lineHeight", "letterSpacing"]) copy.style[name] = style[name];
  Object.assign(copy.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "break-word" });
  copy.style.width = `${reply.clientWidth + 2}px`;
  const sign = document.createElement("span");
  sign.textContent = "/";
  copy.append(reply.value.slice(0, at), sign);
  reply.parentElement.append(copy);
  const top = sign.offsetTop - reply.scrollTop;
  const found = { left: sign.offsetLeft, top, bottom: top + sign.offsetHeight };
  copy.remove();
  return found;
}
