// Completions under the search box: the combobox pattern of WAI-ARIA, list chosen by hand.
// Enter means what is typed, unless a completion has been gone to with the arrow keys.
"use strict";

(() => {
  const field = document.getElementById("q");
  const address = field.dataset.suggest;
  const list = document.createElement("ul");
  let request = null;
  let timer = 0;
  let start = 0;
  let active = -1;

  list.id = "completions";
  list.className = "completions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.completions);
  field.closest(".line").append(list);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");

  function close() {
    clearTimeout(timer);
    request?.abort();
    list.hidden = true;
    list.replaceChildren();
    go(-1);
    field.setAttribute("aria-expanded", "false");
  }

  function go(to) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = to;
    const option = list.children[active];
    if (!option) return field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  }

  function part(name, text) {
    const span = document.createElement("span");
    span.className = name;
    span.textContent = text;
    return span;
  }

  function show(found) {
    start = found.start;
    list.replaceChildren(...found.suggestions.map((suggestion, n) => {
      const option = document.createElement("li");
      option.id = `completion-${n}`;
      option.lang = "zh";
      option.dataset.text = suggestion.text;
      option.dataset.kind = suggestion.kind;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.append(part("text", suggestion.text));
      if (suggestion.label !== suggestion.text) option.append(" ", part("label", suggestion.label));
      if (suggestion.count !== null) option.append(" ", part("count", suggestion.count));
      return option;
    }));
    active = -1;
    field.removeAttribute("aria-activedescendant");
    list.hidden = !list.children.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
  }

  async function ask() {
    request?.abort();
    request = new AbortController();
    const typed = field.value.slice(0, field.selectionStart);
    try {
      const answer = await fetch(`${address}?${new URLSearchParams({ q: typed, limit: 8 })}`, { signal: request.signal });
      if (answer.ok && document.activeElement === field) show(await answer.json());
    } catch (fault) {
      // Given up for the next letter, or the server is away: the box works without completions.
      if (fault.name !== "AbortError") close();
    }
  }

  function accept(option) {
    const rest = field.value.slice(field.selectionStart).trimStart();
    const goesOn = option.dataset.kind === "field" || option.dataset.text.endsWith(":");
    const text = field.value.slice(0, start) + option.dataset.text + (goesOn ? "" : " ");
    field.value = text + (goesOn && rest ? " " : "") + rest;
    field.setSelectionRange(text.length, text.length);
    close();
    field.focus();
    if (option.dataset.kind === "name") ask();
  }

  field.addEventListener("input", (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  field.addEventListener("compositionend", ask);
  field.addEventListener("blur", close);
  field.form.addEventListener("submit", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) accept(option);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = list.children.length - 1;
    if (event.key === "ArrowDown" && list.hidden) ask();
    else if (event.key === "ArrowDown") go(active < last ? active + 1 : -1);
    else if (event.key === "ArrowUp" && !list.hidden) go(active < 0 ? last : active - 1);
    else if (event.key === "Enter" && active >= 0) accept(list.children[active]);
    else if (event.key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
})();
