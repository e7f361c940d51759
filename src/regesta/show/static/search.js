// The search page: a span of time drawn over the bars, and searches kept in this browser.
"use strict";

(function brush() {
  const box = document.querySelector(".brush");
  const picture = box?.querySelector("svg");
  if (!picture) return;
  const units = box.dataset.units.split(" ");
  box.classList.add("on");
  box.querySelector(".brush-hint").hidden = false;
  const band = document.createElement("div");
  band.className = "band";
  band.hidden = true;
  box.append(band);
  let start = null;
  let drawn = false;
  const place = (event) => {
    const at = picture.getBoundingClientRect();
    return Math.min(Math.max(event.clientX - at.left, 0), at.width - 1);
  };
  const unit = (x) => units[Math.floor(x / picture.getBoundingClientRect().width * units.length)];
  const stop = () => { start = null; band.hidden = true; };
  picture.addEventListener("dragstart", (event) => event.preventDefault());
  picture.addEventListener("pointerdown", (event) => { if (event.button === 0) start = place(event); });
  addEventListener("pointermove", (event) => {
    if (start === null) return;
    const [left, right] = [start, place(event)].sort((a, b) => a - b);
    band.hidden = right - left < 6;
    band.style.left = `${left}px`;
    band.style.width = `${right - left}px`;
  });
  addEventListener("pointerup", (event) => {
    if (start === null) return;
    const [left, right] = [start, place(event)].sort((a, b) => a - b);
    drawn = right - left >= 6;
    stop();
    if (!drawn) return; // a click: the bar's own link
    const to = new URL(box.dataset.address, location.href);
    to.searchParams.set("since", unit(left));
    to.searchParams.set("until", unit(right));
    location.assign(to);
  });
  // What was drawn over a bar is no click on it.
  picture.addEventListener("click", (event) => {
    if (drawn) event.preventDefault();
    drawn = false;
  }, true);
  addEventListener("keydown", (event) => { if (event.key === "Escape") stop(); });
})();

(function searches() {
  const NAME = "regesta-searches";
  const MOST = { recent: 12, saved: 100 };
  const box = document.querySelector(".searches");
  if (!box) return;
  const all = () => {
    try { return { recent: [], saved: [], ...JSON.parse(localStorage.getItem(NAME)) }; }
    catch { return { recent: [], saved: [] }; }
  };
  const keep = (kept) => {
    try { localStorage.setItem(NAME, JSON.stringify(kept)); return true; } catch { return false; }
  };
  const here = box.dataset.here && { text: box.dataset.here, address: (() => {
    const to = new URL(location.href);
    to.searchParams.delete("page");
    return to.pathname + to.search;
  })() };
  const add = (list, entry) => {
    const kept = all();
    const rest = kept[list].filter((other) => other.address !== entry.address);
    kept[list] = [entry, ...rest].slice(0, MOST[list]);
    return keep(kept);
  };
  const save = box.querySelector("button.save");
  const forget = box.querySelector("button.forget");
  const show = () => {
    const kept = all();
    for (const list of ["saved", "recent"]) {
      const rows = kept[list].filter((one) => typeof one?.address === "string" && one.address.startsWith("/search"));
      box.querySelector(`ul.${list}`).replaceChildren(...rows.map((one) => {
        const row = document.createElement("li");
        const link = document.createElement("a");
        link.href = one.address;
        link.textContent = label(one);
        row.append(link);
        if (list === "saved") {
          const remove = document.createElement("button");
          remove.type = "button";
          remove.textContent = box.dataset.remove;
          remove.setAttribute("aria-label", `${box.dataset.remove}: ${label(one)}`);
          remove.addEventListener("click", () => {
            const now = all();
            now.saved = now.saved.filter((other) => other.address !== one.address);
            keep(now);
            show();
          });
          row.append(remove);
        }
        return row;
      }));
      for (const part of box.querySelectorAll(`.${list}`)) part.hidden = !rows.length;
    }
    save.hidden = !here || kept.saved.some((one) => one.address === here.address);
    forget.hidden = !kept.recent.length;
    box.hidden = !here && !kept.recent.length && !kept.saved.length;
  };
  // The words, then the filters: two searches for the same words are told apart.
  const label = (one) => {
    const asked = new URL(one.address, location.href).searchParams;
    const more = [...asked].filter(([key]) => key !== "q" && key !== "page").map(([, value]) => value);
    return [one.text, ...more].filter((part, at, parts) => parts.indexOf(part) === at).join(" · ");
  };
  if (here && !add("recent", here)) return; // a browser that keeps nothing
  save.addEventListener("click", () => { add("saved", here); box.open = true; show(); });
  forget.addEventListener("click", () => { keep({ ...all(), recent: [] }); show(); });
  show();
})();
