// Keys for what the page already does with links: / Esc j k ?  (Enter opens the link in focus.)
"use strict";

const box = document.getElementById("q");
const keys = document.getElementById("keys");

function step(by) {
  const hits = [...document.querySelectorAll(".hit .open")];
  if (!hits.length) return;
  const at = hits.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : hits.length - 1) : at + by;
  const hit = hits[Math.min(Math.max(next, 0), hits.length - 1)];
  hit.focus();
  hit.scrollIntoView({ block: "nearest" });
}

const actions = {
  "/": () => { box.focus(); box.select(); },
  "j": () => step(1),
  "k": () => step(-1),
  "?": () => keys.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || keys.open) return;
  const writing = event.target.closest("input, textarea, select, [contenteditable]");
  if (writing) {
    if (event.key === "Escape" && event.target === box) box.blur();
    return;
  }
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});
