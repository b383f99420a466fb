// A page's new answer in the place of the old one: the focus stays, what was unfolded stays, nothing jumps.

const PLACES = ["#talk", "#answer", "#sources"];

export function exchange(page) {
  const focused = document.activeElement;
  const inside = focused.closest(PLACES.join(", "));
  const unfolded = [...document.querySelectorAll("#answer details[open]")].map((one) => one.className);
  const reply = document.querySelector("#reply");
  const stood = top(reply);
  for (const place of PLACES) {
    const [old, renewed] = [document.querySelector(place), page.querySelector(place)];
    if (old && renewed) old.replaceWith(document.adoptNode(renewed));
  }
  for (const one of document.querySelectorAll("#answer details")) one.open ||= unfolded.includes(one.className);
  document.dispatchEvent(new CustomEvent("exchanged")); // before it is measured: others show what scripts show
  const renewed = document.querySelector("#reply");
  // Whoever writes, or has scrolled to the editor, keeps it where it was.
  if (renewed && (focused === reply || stood < 0)) scrollBy({ top: top(renewed) - stood, behavior: "instant" });
  if (inside && !focused.isConnected) again(focused);
}

// What had the focus has it again, or what stands in its place.
function again(focused) {
  const same = focused.id ? `#${CSS.escape(focused.id)}` : focused.matches("[data-draft]") ? "[data-draft]" : "";
  const found = (same && document.querySelector(same)) || document.querySelector("#answer-title");
  found.focus({ preventScroll: true });
}

function top(element) {
  return element ? element.getBoundingClientRect().top : 0;
}
