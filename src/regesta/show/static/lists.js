// Registers of the site as files: found by words and put in order here, from the whole list.
"use strict";
(() => {
  const form = document.querySelector("form.by-script");
  const box = document.querySelector(".entries tbody") ?? document.querySelector(".entries > ul");
  if (!form || !box) return;
  const MOST = 200;
  const said = form.dataset;
  const whole = form.getAttribute("action");
  // The rows lead from the root of the site; this page may lie deeper.
  const up = whole.match(/^(?:\.\.\/)*/)[0];
  const input = form.querySelector("input");
  const line = document.querySelector(".shown");
  const buttons = [...document.querySelectorAll("button.order")];
  const more = Object.assign(document.createElement("button"), { type: "button", textContent: said.more, hidden: true });
  const status = Object.assign(document.createElement("p"), { className: "shown", role: "status" });
  let list = null;
  let order = said.first;
  let shown = MOST;
  const load = () => list ??= new Promise((done) => {
    window.regestaList = done;
    const script = document.createElement("script");
    script.src = whole;
    script.onerror = () => { list = null; };
    document.head.append(script);
  });
  const show = async () => {
    const { rows, words, orders } = await load();
    const asked = input.value.trim();
    const wanted = asked.toLowerCase().split(/\s+/).filter(Boolean);
    const every = orders[order] ?? rows.keys();
    const found = [...every].filter((at) => wanted.every((word) => words[at].includes(word)));
    box.innerHTML = found.slice(0, shown).map((at) => rows[at]).join("");
    if (up) for (const link of box.querySelectorAll("a[href]")) link.setAttribute("href", up + link.getAttribute("href"));
    const number = (n) => n.toLocaleString(document.documentElement.lang);
    status.textContent = found.length
      ? said.shown.replace("{first}", "1").replace("{last}", number(Math.min(shown, found.length))).replace("{total}", number(found.length))
      : said.none.replace("{query}", `“${asked}”`);
    if (line?.isConnected) line.replaceWith(status);
    document.querySelector(".paging")?.remove();
    more.hidden = found.length <= shown;
    for (const button of buttons) {
      const own = button.dataset.order === order;
      if (button.closest("th")) button.closest("th").toggleAttribute("aria-sort", false);
      if (button.closest("th") && own) button.closest("th").setAttribute("aria-sort", "other");
      else if (!button.closest("th")) button.setAttribute("aria-pressed", String(own));
    }
  };
  document.querySelector(".entries").after(more);
  more.addEventListener("click", () => { shown += MOST; show(); });
  form.addEventListener("submit", (event) => { event.preventDefault(); shown = MOST; show(); });
  for (const button of buttons) {
    button.addEventListener("click", () => { order = button.dataset.order; shown = MOST; show(); });
  }
})();
