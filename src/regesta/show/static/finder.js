// Search in the browser, over the files that the site was written with: no server, no library.
"use strict";
(() => {
  const here = document.currentScript.src.replace(/static\/finder\.js.*$/, "find/");
  const words = JSON.parse(document.getElementById("words").textContent);
  const waiting = {};
  window.regesta = (name, content) => waiting[name](content);
  // A page opened from a folder may load scripts, and nothing else.
  const loaded = {};
  const load = (name) => loaded[name] ??= new Promise((done) => {
    const script = document.createElement("script");
    waiting[name] = done;
    script.onerror = () => done({});
    script.src = `${here}${encodeURIComponent(name)}.js`;
    document.head.append(script);
  });
  const LETTERS = { "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ə": "a", "ƣ": "gh" };
  const fold = (text) => text.toLowerCase()
    .replace(/['’‘ʼʻ`´ʹʺ′″ʿʾ"“”.\u200b-\u200d\u00ad]/g, "")
    .replace(/[ßæœøłđðþıəƣ]/g, (sign) => LETTERS[sign])
    .normalize("NFKD").replace(/\p{M}/gu, "").normalize("NFC");
  const stem = (word) => word.length > 4 && word.endsWith("ies") ? word.slice(0, -3) + "y"
    : word.length > 3 && /[^s]s$/.test(word) ? word.slice(0, -1) : word;
  const split = (text) =>
    fold(text).match(/[\u3400-\u9fff]|(?:(?![\u3400-\u9fff])[\p{L}\p{N}])+/gu) ?? [];
  const ascii = (text) => /^[\x00-\x7f]*$/.test(text);
  const shard = (word) => !ascii(word[0]) ? `u-${(word.codePointAt(0) >> 5).toString(16)}`
    : `t-${ascii(word.slice(0, 2)) ? word.slice(0, 2) : word[0]}`;
  const facetShard = (facet, value) =>
    `f-${facet}-${[...value].reduce((sum, sign) => sum + sign.codePointAt(0), 0) % 32}`;
  const add = (scores, postings) => {
    let number = 0;
    for (const step of postings) {
      number += step;
      const document = number >> 2;
      scores.set(document, Math.max(scores.get(document) ?? 0, number & 3));
    }
    return scores;
  };
  // The documents that have a word, with its weight; a long word also finds what begins so.
  const ofWord = async (typed) => {
    const word = stem(typed);
    const list = await load(shard(word));
    const scores = new Map();
    for (const one of Object.keys(list)) {
      if (one === word || (word.length > 3 && one.startsWith(word))) add(scores, list[one]);
    }
    return scores;
  };
  const ofFacet = async (facet, value) =>
    add(new Map(), (await load(facetShard(facet, value)))[value] ?? []);
  const day = (text, last) => {
    const [year, month, date] = text.split("-");
    return year ? Number(year + (month ?? (last ? "99" : "00")) + (date ?? (last ? "99" : "00"))) : 0;
  };
  const find = async (asked) => {
    const { days, chunk, group } = await load("days");
    const parts = await Promise.all([
      ...split(asked.get("q") ?? "").map(ofWord),
      ...[...asked].filter(([key]) => key.startsWith("f.")).map(([key, value]) => ofFacet(key.slice(2), value)),
    ]);
    const since = day(asked.get("since") ?? "", false);
    const until = day(asked.get("until") ?? "", true);
    const found = [];
    const first = parts.length ? parts.reduce((a, b) => (a.size <= b.size ? a : b)) : days;
    for (const number of first.keys()) {
      if (since && (!days[number] || days[number] < since)) continue;
      if (until && (!days[number] || days[number] > until)) continue;
      let score = 0;
      if (!parts.every((part) => {
        score += (part.get(number) ?? 0) * Math.log(1 + days.length / part.size);
        return part.has(number);
      })) continue;
      found.push([score, number]);
    }
    found.sort((a, b) => b[0] - a[0] || (days[a[1]] || 1e9) - (days[b[1]] || 1e9));
    return { found: found.map(([, number]) => number), chunk, group };
  };
  const said = (facet, value) => facet === "genre" ? words.genres[value] ?? value.replaceAll("-", " ")
    : facet === "decade" ? words.decade.replace("{decade}", value.slice(0, -1)) : value;
  const element = (name, text, type) => Object.assign(document.createElement(name), { textContent: text, className: type ?? "" });
  const show = async (list, { found, chunk }, from, size) => {
    for (const number of found.slice(from, from + size)) {
      const [file, title, dates, genre, text] = (await load(`d-${Math.floor(number / chunk)}`))[number % chunk];
      const item = document.createElement("li");
      const heading = document.createElement("h3");
      const link = element("a", title);
      const asked = new URLSearchParams(location.search).get("q");
      link.href = file.split("/").map(encodeURIComponent).join("/") + (asked ? `?${new URLSearchParams({ q: asked })}` : "");
      heading.append(link);
      item.append(element("p", [dates[words.which] || words.undated, said("genre", genre)].filter(Boolean).join(" · "), "when"), heading, element("p", text, "snippet"));
      list.append(item);
    }
  };
  // An address of this page with one filter more, or one less where it is chosen.
  const toggled = (asked, key, value) => {
    const chosen = [...asked].some((pair) => pair[0] === key && pair[1] === value);
    const rest = [...asked].filter((pair) => pair[1] && !(pair[0] === key && pair[1] === value));
    return [`search.html?${new URLSearchParams(chosen ? rest : [...rest, [key, value]])}`, chosen];
  };
  const MOST = 20000;
  const FIRST = 8;
  const LAST = 40;
  const number = (n) => n.toLocaleString(document.documentElement.lang);
  const ordered = { decade: true, year: true };
  // How many of the records found have which value of each facet.
  const count = async (found, group) => {
    const some = found.slice(0, MOST);
    const groups = {};
    await Promise.all([...new Set(some.map((n) => Math.floor(n / group)))].map(async (at) => { groups[at] = await load(`v-${at}`); }));
    const names = await load("values");
    return words.facets.map(([facet, label]) => {
      const counts = new Map();
      for (const n of some) {
        for (const value of groups[Math.floor(n / group)]?.[facet]?.[n % group] ?? []) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      const rows = [...counts].map(([value, times]) => [names[facet][value], times]);
      rows.sort((a, b) => ordered[facet] ? (a[0] < b[0] ? -1 : 1) : b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
      return [facet, label, ordered[facet] ? rows : rows.slice(0, LAST)];
    });
  };
  const facetList = (asked, facet, rows) => {
    const list = document.createElement("ul");
    for (const [value, times] of rows) {
      const [address, chosen] = toggled(asked, `f.${facet}`, value);
      const link = document.createElement("a");
      link.href = address;
      if (chosen) link.setAttribute("aria-current", "true");
      link.append(element("span", said(facet, value)), " ", element("span", number(times), "count"));
      list.append(element("li", ""));
      list.lastChild.append(link);
    }
    return list;
  };
  const folded = (heading, content, open) => {
    const details = document.createElement("details");
    details.open = open;
    const summary = document.createElement("summary");
    summary.append(heading);
    details.append(summary, content);
    return details;
  };
  const showFacets = async (asked, found, group) => {
    const aside = document.getElementById("facets");
    for (const [facet, label, rows] of await count(found, group)) {
      if (rows.length < 2 && !asked.has(`f.${facet}`)) continue;
      const part = folded(element("h3", label), facetList(asked, facet, rows.slice(0, FIRST)), aside.childElementCount < 6);
      if (rows.length > FIRST) part.append(folded(words.more, facetList(asked, facet, rows.slice(FIRST)), false));
      aside.append(part);
    }
    if (found.length > MOST) aside.append(element("p", words.first.replace("{n}", number(MOST)), "hint"));
    aside.hidden = aside.childElementCount < 2;
  };
  document.addEventListener("DOMContentLoaded", async () => {
    const asked = new URLSearchParams(location.search);
    for (const input of document.querySelectorAll("form.find input[name]")) input.value = asked.get(input.name) ?? "";
    const list = document.getElementById("hits");
    const headline = document.getElementById("found");
    const filters = [...asked].filter(([key, value]) => key.startsWith("f.") && value);
    const chips = document.getElementById("chips");
    for (const [key, value] of filters) {
      // A new search keeps the filters.
      document.getElementById("find").append(Object.assign(document.createElement("input"), { type: "hidden", name: key, value }));
      const link = element("a", `${said(key.slice(2), value)} ×`);
      link.href = toggled(asked, key, value)[0];
      link.setAttribute("aria-label", words.remove.replace("{name}", value));
      const item = document.createElement("li");
      item.append(link);
      chips.append(item);
    }
    const results = await find(asked);
    const query = [asked.get("q"), ...filters.map((pair) => pair[1])].filter(Boolean).join(", ");
    headline.textContent = results.found.length
      ? `${query ? words.results.replace("{query}", `“${query}”`).replace("{n}", number(results.found.length)) : words.all.replace("{n}", number(results.found.length))}`
      : words.none.replace("{query}", `“${query}”`);
    let shown = 20;
    await show(list, results, 0, shown);
    showFacets(asked, results.found, results.group);
    const more = document.getElementById("more");
    more.hidden = results.found.length <= shown;
    more.addEventListener("click", async () => {
      await show(list, results, shown, 20);
      shown += 20;
      more.hidden = results.found.length <= shown;
    });
  });
})();
