// Keys n and p go from match to match in a report's text, as its links do; a button copies the citation.
"use strict";

function toMatch(by) {
  const matches = [...document.querySelectorAll("mark[id]")];
  if (!matches.length) return;
  const at = matches.findIndex((mark) => `#${mark.id}` === location.hash);
  const next = at < 0 ? (by > 0 ? 0 : matches.length - 1) : at + by;
  // The address says where one is, so that the link and Back do the same as the key.
  location.hash = matches[Math.min(Math.max(next, 0), matches.length - 1)].id;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, dialog, [contenteditable]")) return;
  if (event.key === "n") toMatch(1);
  if (event.key === "p") toMatch(-1);
});

const copy = document.getElementById("copy");

// Only where the browser lets a page write to the clipboard; the text can be selected anyway.
if (navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById("citation").textContent);
    copy.textContent = copy.dataset.done;
  });
}
