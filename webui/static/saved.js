// Searches kept in this browser: a button beside the hits keeps one, the start page lists them.
"use strict";

(() => {
  const KEY = "nianbao.searches";
  const button = document.getElementById("save");
  const section = document.getElementById("saved");

  function kept() {
    try {
      const found = JSON.parse(localStorage.getItem(KEY) ?? "[]");
      return Array.isArray(found) ? found.filter((one) => typeof one?.search === "string" && typeof one?.name === "string") : [];
    } catch {
      return []; // not ours, or storage is switched off
    }
  }

  function keep(searches) {
    try {
      localStorage.setItem(KEY, JSON.stringify(searches));
      return true;
    } catch {
      return false;
    }
  }

  // The address without its page: the same search another day.
  function here() {
    const asked = new URLSearchParams(location.search);
    asked.delete("page");
    return `?${asked}`;
  }

  function showButton() {
    const isKept = kept().some((one) => one.search === here());
    button.textContent = isKept ? button.dataset.kept : button.dataset.keep;
    button.setAttribute("aria-pressed", String(isKept));
  }

  function list() {
    section.querySelector("ul").replaceChildren(...kept().map((one) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      const remove = document.createElement("button");
      link.href = `${section.dataset.page}${one.search}`;
      link.textContent = one.name;
      link.lang = "zh";
      remove.textContent = section.dataset.remove;
      remove.setAttribute("aria-label", `${section.dataset.remove} ${one.name}`);
      remove.addEventListener("click", () => {
        keep(kept().filter((other) => other.search !== one.search));
        list();
      });
      item.append(link, " ", remove);
      return item;
    }));
    section.hidden = !kept().length;
  }

  if (button) {
    button.hidden = false;
    showButton();
    button.addEventListener("click", () => {
      const others = kept().filter((one) => one.search !== here());
      const isKept = others.length < kept().length;
      const name = new URLSearchParams(location.search).get("q") || button.dataset.all;
      keep(isKept ? others : [{ name, search: here() }, ...others]);
      showButton();
    });
  }
  if (section) list();
})();
