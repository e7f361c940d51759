// What a page can do beyond reading; every page works without this file.
"use strict";

// Cards: who is named, what a reference came to, from the lists under the text.
(function cards() {
  let card = null;
  let timer = 0;
  const hide = () => { clearTimeout(timer); if (card) { card.remove(); card = null; } };
  const show = (link) => {
    const entry = document.getElementById(link.dataset.card);
    if (!entry) return;
    hide();
    card = document.createElement("div");
    card.className = "card";
    card.setAttribute("role", "tooltip");
    card.id = "card";
    for (const child of entry.children) card.append(child.cloneNode(true));
    card.addEventListener("mouseenter", () => clearTimeout(timer));
    card.addEventListener("mouseleave", later);
    document.body.append(card);
    link.removeAttribute("title");
    link.setAttribute("aria-describedby", "card");
    const at = link.getClientRects()[0];
    const left = Math.min(at.left, document.documentElement.clientWidth - card.offsetWidth - 16);
    const below = at.bottom + card.offsetHeight + 16 < window.innerHeight;
    card.style.left = `${Math.max(16, left) + window.scrollX}px`;
    card.style.top = `${(below ? at.bottom + 6 : at.top - card.offsetHeight - 6) + window.scrollY}px`;
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(hide, 250); };
  for (const link of document.querySelectorAll("[data-card]")) {
    link.addEventListener("mouseenter", () => {
      clearTimeout(timer);
      timer = setTimeout(() => show(link), 180);
    });
    link.addEventListener("mouseleave", later);
    link.addEventListener("focus", () => { if (link.matches(":focus-visible")) show(link); });
    link.addEventListener("blur", later);
  }
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  document.addEventListener("click", (event) => { if (card && !card.contains(event.target)) hide(); });
})();

// A button that copies what stands before it.
for (const part of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = part.dataset.copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(part.textContent);
    button.textContent = part.dataset.copied;
    setTimeout(() => { button.textContent = part.dataset.copy; }, 2000);
  });
  part.after(button);
}

// The switches of the text stay as they were left.
for (const box of document.querySelectorAll(".switches input[type=checkbox]")) {
  try {
    if (localStorage.getItem(box.id) === "off") box.checked = false;
    box.addEventListener("change", () => localStorage.setItem(box.id, box.checked ? "on" : "off"));
  } catch { /* A browser may forbid storage; the switches work all the same. */ }
}

// Names and titles that begin as what is typed.
for (const input of document.querySelectorAll("[data-suggest]")) {
  const list = document.createElement("datalist");
  list.id = `suggest-${Math.random().toString(36).slice(2)}`;
  input.after(list);
  input.setAttribute("list", list.id);
  let timer = 0;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    const typed = input.value.trim();
    if (typed.length < 2) return;
    timer = setTimeout(async () => {
      const answer = await fetch(`/suggest.json?q=${encodeURIComponent(typed)}`);
      if (!answer.ok) return;
      list.replaceChildren(...(await answer.json()).map((text) => new Option(text, text)));
    }, 150);
  });
}
