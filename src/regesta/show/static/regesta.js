// What a page can do beyond reading; every page works without this file.
"use strict";

// Cards: who is named, what a reference came to, from the lists under the text.
(function cards() {
  let card = null;
  let about = null;
  let timer = 0;
  const hide = () => { clearTimeout(timer); if (card) { card.remove(); card = about = null; } };
  const show = (link) => {
    const entry = document.getElementById(link.dataset.card);
    if (!entry) return;
    hide();
    about = link;
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
    // A first tap opens the card, a second follows the link.
    link.addEventListener("click", (event) => {
      if (event.pointerType !== "touch" || about === link) return;
      event.preventDefault();
      event.stopPropagation();
      show(link);
    });
  }
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  document.addEventListener("click", (event) => { if (card && !card.contains(event.target)) hide(); });
})();

// Where an exchange is wider than the screen, the document that is being read is in sight.
(function exchange() {
  const here = document.querySelector(".exchange .here");
  if (here) here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - 24;
})();

// The picture of the page that is being read stands beside it.
(function facsimile() {
  const list = document.querySelector(".facsimiles ol");
  const doors = [...document.querySelectorAll(".page a")];
  if (!list || !doors.length) return;
  let shown = null;
  let waiting = false;
  // A picture that was asked for stays until the reader moves on.
  let chosen = false;
  for (const door of doors) door.addEventListener("click", () => { chosen = true; });
  for (const move of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    addEventListener(move, () => { chosen = false; }, { passive: true });
  }
  const follow = () => {
    waiting = false;
    if (chosen || list.scrollHeight <= list.clientHeight) return;
    const line = window.innerHeight / 3;
    const passed = doors.filter((door) => door.getBoundingClientRect().top < line);
    const picture = document.querySelector((passed.at(-1) ?? doors[0]).getAttribute("href"));
    if (!picture || picture === shown) return;
    shown = picture;
    list.scrollTo({ top: picture.offsetTop });
  };
  addEventListener("scroll", () => {
    if (!waiting) requestAnimationFrame(follow);
    waiting = true;
  }, { passive: true });
})();

// In the site as files no server marks what was searched: the words as typed are marked here.
(function mark() {
  const said = document.getElementById("within-words")?.dataset;
  const asked = new URLSearchParams(location.search).get("q")?.slice(0, 200);
  const words = said && asked?.match(/[\u3400-\u9fff]+|[\p{L}\p{N}]{2,}/gu);
  if (!words) return;
  const pattern = new RegExp(words.map((word) => (/[\u3400-\u9fff]/.test(word) ? word : `(?<![\\p{L}\\p{N}])${word}[\\p{L}\\p{N}]*`)).join("|"), "giu");
  const lines = [];
  const texts = [];
  for (const part of document.querySelectorAll(".text .body > *, .notes li")) {
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) texts.push([walker.currentNode, part]);
  }
  for (const [node, part] of texts) {
    const found = [...node.data.matchAll(pattern)];
    const whole = part.textContent;
    let before = whole.indexOf(node.data);
    for (const match of found.reverse()) {
      const rest = node.splitText(match.index);
      rest.splitText(match[0].length);
      const place = document.createElement("mark");
      place.className = "hit";
      rest.replaceWith(place);
      place.append(rest);
      const at = before + match.index;
      lines.push([place, whole.slice(Math.max(0, at - 60), at), match[0], whole.slice(at + match[0].length, at + match[0].length + 60)]);
    }
  }
  if (!lines.length) return;
  lines.sort(([one], [other]) => (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  const list = document.createElement("nav");
  list.className = "within";
  list.setAttribute("aria-labelledby", "within");
  Object.assign(list.dataset, { place: said.place, next: said.next, before: said.before });
  const heading = Object.assign(document.createElement("h3"), { id: "within" });
  heading.textContent = (lines.length > 1 ? said.found : said.one).replace("{n}", lines.length).replace("{query}", asked);
  const rows = document.createElement("ol");
  for (const [number, [place, ahead, word, behind]] of lines.entries()) {
    place.id = `hit-${number + 1}`;
    const link = Object.assign(document.createElement("a"), { href: `#${place.id}` });
    const shown = Object.assign(document.createElement("mark"), { textContent: word });
    link.append(`… ${ahead.replace(/^\S*\s/, "")}`, shown, `${behind.replace(/\s\S*$/, "")} …`);
    const row = document.createElement("li");
    row.append(link);
    rows.append(row);
  }
  const hint = Object.assign(document.createElement("p"), { className: "hint" });
  hint.append(Object.assign(document.createElement("span"), { className: "keys", hidden: true, textContent: said.keys }), " ",
    Object.assign(document.createElement("a"), { href: location.pathname, textContent: said.end }));
  list.append(heading, rows, hint);
  document.getElementById("within-words").after(list);
})();

// From place to place of what was searched: by buttons, and by Alt with the arrows.
(function within() {
  const list = document.querySelector(".within");
  const number = (place) => Number(place.id.slice(4));
  const places = [...document.querySelectorAll("mark.hit[id]")].sort((a, b) => number(a) - number(b));
  if (!list || !places.length) return;
  const lines = list.querySelectorAll("li");
  const bar = document.createElement("div");
  bar.className = "stepper";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-labelledby", "within");
  const said = document.createElement("output");
  const button = (sign, label, step) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = sign;
    made.setAttribute("aria-label", label);
    made.title = label;
    made.addEventListener("click", () => walk(step));
    return made;
  };
  let now = -1;
  const mark = (which) => {
    places[now]?.classList.remove("now");
    lines[now]?.classList.remove("now");
    now = which;
    const line = lines[now];
    places[now].classList.add("now");
    line?.classList.add("now");
    if (line) line.parentElement.scrollTop = line.offsetTop - 40;
    said.textContent = list.dataset.place.replace("{n}", now + 1).replace("{total}", places.length);
  };
  const go = (which) => {
    const wanted = (which + places.length) % places.length;
    history.replaceState(null, "", `#${places[wanted].id}`);
    places[wanted].scrollIntoView({ block: "center" });
    places[wanted].tabIndex = -1;
    places[wanted].focus({ preventScroll: true });
    mark(wanted);
  };
  const walk = (step) => go(now < 0 && step < 0 ? -1 : now + step);
  const follow = () => {
    const there = places.findIndex((place) => `#${place.id}` === location.hash);
    if (there >= 0) mark(there);
  };
  said.textContent = list.dataset.place.replace("{n}", "–").replace("{total}", places.length);
  bar.append(button("↑", list.dataset.before, -1), said, button("↓", list.dataset.next, 1));
  list.append(bar);
  list.querySelector(".keys").hidden = false;
  addEventListener("hashchange", follow);
  document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    walk(step);
  });
  follow();
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

// What a reader keeps and has read, in this browser only.
const shelf = (name) => ({
  all() { try { return JSON.parse(localStorage.getItem(name)) || []; } catch { return []; } },
  has(id) { return this.all().includes(id); },
  set(id, on) {
    const rest = this.all().filter((other) => other !== id);
    try { localStorage.setItem(name, JSON.stringify(on ? [...rest, id] : rest)); } catch { /* not kept */ }
  },
});
const kept = shelf("regesta-kept");
const read = shelf("regesta-read");

(function desk() {
  const door = document.querySelector("a.dossier");
  const count = () => {
    if (!door) return;
    const ids = kept.all();
    door.href = `/dossier?${ids.map((id) => `id=${encodeURIComponent(id)}`).join("&")}`;
    door.querySelector(".count").textContent = ids.length || "";
    door.hidden = !ids.length && location.pathname !== "/dossier";
  };
  const bar = document.querySelector(".desk");
  if (bar) {
    const id = bar.dataset.record;
    bar.hidden = false;
    for (const [button, list] of [[bar.querySelector(".keep"), kept], [bar.querySelector(".mark-read"), read]]) {
      if (!button) continue;
      const show = () => {
        const on = list.has(id);
        button.setAttribute("aria-pressed", on);
        button.textContent = on ? button.dataset.on : button.dataset.off;
      };
      button.addEventListener("click", () => { list.set(id, !list.has(id)); show(); count(); });
      show();
    }
  }
  // A dossier that was sent can be worked on: taking out takes it from what is kept here too.
  for (const link of document.querySelectorAll("[data-leave]")) {
    link.addEventListener("click", () => kept.set(link.dataset.leave, false));
  }
  const seen = new Set(read.all());
  for (const link of seen.size ? document.querySelectorAll(".regests a, .hits a, .plain-list a") : []) {
    const path = decodeURIComponent(new URL(link.href).pathname);
    if (path.startsWith("/record/") && seen.has(path.slice(8))) link.classList.add("was-read");
  }
  count();
})();

// Words of a document that are selected can be taken along with their citation.
(function quote() {
  const citation = document.getElementById("cite-note");
  const said = document.querySelector(".desk")?.dataset;
  if (!citation || !said || !navigator.clipboard) return;
  let button = null;
  const hide = () => { button?.remove(); button = null; };
  const words = (range) => {
    const part = range.cloneContents();
    for (const aside of part.querySelectorAll(".permalink, .page, .note-mark, .notes, [role=doc-noteref]")) aside.remove();
    return part.textContent.replace(/\s+/g, " ").trim();
  };
  const pageAt = (range) => {
    const pages = [...document.querySelectorAll(".page")].filter(
      (page) => range.comparePoint(page, 0) < 0);
    return pages.at(-1)?.getAttribute("aria-label")?.split(",")[0] ?? "";
  };
  document.addEventListener("selectionchange", () => {
    const chosen = getSelection();
    const range = chosen.rangeCount ? chosen.getRangeAt(0) : null;
    const inside = range?.commonAncestorContainer;
    const text = inside && (inside.closest ? inside : inside.parentElement)?.closest(".reading");
    if (!text || chosen.isCollapsed) { hide(); return; }
    if (!button) {
      button = document.createElement("button");
      button.type = "button";
      button.className = "quote-button";
      document.body.append(button);
    }
    const at = range.getBoundingClientRect();
    button.textContent = said.quote;
    button.style.left = `${Math.max(8, at.left) + window.scrollX}px`;
    button.style.top = `${at.bottom + 8 + window.scrollY}px`;
    button.onpointerdown = (event) => event.preventDefault();
    button.onclick = async () => {
      const page = pageAt(range);
      const note = citation.textContent.trim();
      await navigator.clipboard.writeText(`“${words(range)}” (${note}${page ? ` ${page}.` : ""})`);
      button.textContent = said.quoted;
      setTimeout(hide, 1200);
    };
  });
})();
