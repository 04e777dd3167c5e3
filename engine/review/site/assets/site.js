// Search, filters of lists, the tree. Pages read without it; what needs it shows only where it runs.
(() => {
  "use strict";
  const root = document.body.dataset.root || "";
  document.documentElement.classList.add("script");

  // --- search ------------------------------------------------------------------------------------------
  const input = document.getElementById("q"), panel = document.getElementById("panel");
  const list = document.getElementById("found"), said = document.getElementById("said");
  const SHOWN = 12;
  const KIND = { domain: "data domain", dimension: "quality dimension", case: "past case" };
  // What a hit in a name of a language, an id, a header or the short text is worth.
  const WORTH = { label: 10, en: 7, es: 7, zh: 7, id: 6, col: 5, say: 1.6 };
  const KIND_WORTH = { challenge: 1.25, remedy: 1.1, rule: 0.8, case: 0.95, field: 0.9 };
  const SMALL = new Set("a an and are as at by de del el en for from in is it la las los of on or que the to un una with y".split(" "));
  let entries = null, hits = [], at = -1, loading = false;

  const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const isHan = (c) => /\p{Script=Han}/u.test(c);

  // Words of a text; camel case is parted, Chinese becomes its pairs of neighbours.
  function words(text) {
    const parted = text.replace(/([a-z0-9])([A-Z])/g, "$1 $2");
    const found = [];
    for (const run of fold(parted).match(/\p{Script=Han}+|[\p{L}\p{N}]+/gu) || []) {
      // A run of letters may hold Chinese in its middle: "BOM缺失".
      for (const part of run.match(/\p{Script=Han}+|[^\p{Script=Han}]+/gu)) {
        if (!isHan(part[0])) found.push(part);
        else if (part.length === 1) found.push(part);
        else for (let n = 0; n + 1 < part.length; n++) found.push(part.slice(n, n + 2));
      }
    }
    return found;
  }

  const stem = (word) => word.length > 4 ? word.replace(/(ies|es|s)$/, "") : word;

  function prepared(index) {
    return index.map(([path, kind, label, say, names]) => {
      const texts = [{ text: label, lang: "label" }];
      for (const [lang, joined] of names) for (const text of joined.split("|")) texts.push({ text, lang });
      for (const one of texts) { one.words = words(one.text); one.folded = fold(one.text); }
      return { path, kind, label, say, texts, saying: words(say) };
    });
  }

  // How well a word of the query meets a word of a text: the same, a form of it, its beginning.
  function meets(asked, found, last) {
    if (asked === found) return 1;
    if (isHan(asked[0])) return asked.length === 1 && found.includes(asked) ? 0.5 : 0;
    if (stem(asked) === stem(found)) return 0.92;
    if (asked.length > 1 && found.startsWith(asked)) return last ? 0.8 : 0.6;
    if (asked.length > 4 && found.length > 4 && asked.startsWith(found.slice(0, -1))) return 0.55;
    return 0;
  }

  function search(text) {
    const asked = words(text);
    const heavy = asked.filter((one) => !SMALL.has(one));
    const needed = heavy.length ? heavy : asked;
    if (!needed.length) return [];
    const whole = fold(text.trim());
    const scored = [];
    for (const entry of entries) {
      let best = 0, via = null;
      // One name should hold as much of the query as possible; what it lacks may stand elsewhere in the entry.
      const elsewhere = needed.map((one, n) => {
        let most = 0;
        for (const found of entry.saying) most = Math.max(most, meets(one, found, n === needed.length - 1) * WORTH.say);
        return most;
      });
      let most = elsewhere.slice();
      for (const name of entry.texts) {
        let sum = 0, met = 0;
        needed.forEach((one, n) => {
          let here = 0;
          for (const found of name.words) { const much = meets(one, found, n === needed.length - 1); if (much > here) here = much; }
          if (here) met++;
          const worth = here * WORTH[name.lang];
          if (worth > most[n]) most[n] = worth;
          sum += worth;
        });
        if (!met) continue;
        const share = met / Math.max(name.words.length, needed.length);
        const exact = name.folded === whole ? 2.2 : name.folded.startsWith(whole) ? 1.3 : 1;
        const score = sum * (0.4 + 0.6 * share) * exact;
        if (score > best) { best = score; via = name; }
      }
      const covered = most.filter((one) => one > 0).length / needed.length;
      if (covered < (needed.length > 3 ? 0.6 : needed.length > 1 ? 0.66 : 1) && covered < 1) continue;
      const total = most.reduce((a, b) => a + b, 0);
      const score = (best + 0.35 * total) / needed.length * covered ** 3 * (KIND_WORTH[entry.kind] || 1);
      scored.push({ entry, via, score, covered });
    }
    const full = scored.some((one) => one.covered === 1);
    return scored.filter((one) => !full || one.covered === 1 || one.score > 6)
      .sort((a, b) => b.score - a.score || (a.entry.path < b.entry.path ? -1 : 1));
  }

  function marked(text, asked) {
    const part = document.createDocumentFragment();
    for (const piece of text.split(/(\p{Script=Han}+|[\p{L}\p{N}]+)/u)) {
      const own = words(piece);
      const hit = own.length && own.some((one) => asked.some((word) => meets(word, one, true) > 0.5));
      if (hit) { const mark = document.createElement("mark"); mark.textContent = piece; part.append(mark); }
      else part.append(piece);
    }
    return part;
  }

  function show() {
    const text = input.value;
    if (!text.trim()) return close();
    if (!entries) { load(); said.textContent = "Loading the index …"; panel.hidden = false; return; }
    const all = search(text), asked = words(text).filter((one) => !SMALL.has(one));
    hits = all.slice(0, SHOWN);
    list.replaceChildren(...hits.map(({ entry, via }, n) => {
      const item = document.createElement("li");
      item.id = "hit-" + n; item.setAttribute("role", "option"); item.setAttribute("aria-selected", "false");
      const link = document.createElement("a");
      link.href = root + entry.path; link.tabIndex = -1;
      const name = document.createElement("b"); name.append(marked(entry.label, asked));
      const kind = document.createElement("span");
      kind.className = "kind meta k-" + entry.kind; kind.textContent = KIND[entry.kind] || entry.kind;
      link.append(name, kind);
      if (via && via.lang !== "label" && via.folded !== fold(entry.label)) {
        const other = document.createElement("span");
        other.className = "via";
        const text = document.createElement("span");
        if (["es", "zh"].includes(via.lang)) text.lang = via.lang;
        text.append(marked(via.text, asked));
        other.append(via.lang === "col" ? "column " : via.lang === "id" ? "id " : "also ", text);
        link.append(other);
      }
      const say = document.createElement("span");
      say.className = "say"; say.append(marked(entry.say, asked));
      link.append(say); item.append(link);
      item.addEventListener("mousemove", () => choose(n));
      return item;
    }));
    said.textContent = hits.length
      ? (all.length > SHOWN ? `${SHOWN} of ${all.length} found` : `${all.length} found`) + " · ↑ ↓ to choose, Enter to open"
      : "Nothing found. Try another word, or look in the glossary.";
    panel.hidden = false;
    input.setAttribute("aria-expanded", "true");
    choose(hits.length ? 0 : -1);
  }

  function choose(n) {
    at = n;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === n)));
    if (n < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", "hit-" + n);
    list.children[n].scrollIntoView({ block: "nearest" });
  }

  function close() {
    panel.hidden = true; hits = []; at = -1;
    input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant");
  }

  // The index is a script, since pages from a disk may not fetch; it is loaded when it is first needed.
  function load() {
    if (loading) return;
    loading = true;
    const script = document.createElement("script");
    script.src = root + "assets/search.js";
    script.onload = () => { entries = prepared(window.KBCTL_INDEX); delete window.KBCTL_INDEX; if (input.value) show(); };
    script.onerror = () => { loading = false; said.textContent = "The index of the search is missing: assets/search.js"; };
    document.head.append(script);
  }

  input.addEventListener("focus", () => { load(); if (input.value) show(); });
  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") { if (panel.hidden) { input.value = ""; input.blur(); } close(); }
    else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && hits.length) {
      event.preventDefault();
      choose((at + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % hits.length);
    }
  });
  document.getElementById("search").addEventListener("submit", (event) => {
    event.preventDefault();
    if (hits[at]) location.href = root + hits[at].entry.path;
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); input.focus(); input.select(); }
  });
  document.addEventListener("pointerdown", (event) => { if (!event.target.closest(".search")) close(); });
  document.addEventListener("focusin", (event) => { if (!event.target.closest(".search")) close(); });

  // `#q=words` opens the search with these words, so that a query can be linked.
  function asked() {
    const found = /^#q=(.*)/.exec(location.hash);
    if (!found) return;
    let text = found[1].replace(/\+/g, " ");
    try { text = decodeURIComponent(text); } catch { /* as it is written */ }
    input.value = text; input.focus(); show();
  }
  addEventListener("hashchange", () => { asked(); reveal(); });

  // --- filters -----------------------------------------------------------------------------------------
  for (const form of document.querySelectorAll("[data-filter]")) {
    const holder = document.getElementById(form.dataset.filter);
    const rows = [...holder.querySelectorAll("tbody tr, li[data-kind], dl > div")];
    const output = form.querySelector("output");
    const narrow = () => {
      const text = fold(form.querySelector("[data-text]").value.trim());
      const facets = [...form.querySelectorAll("[data-facet]")].filter((one) => one.value);
      let shown = 0;
      for (const row of rows) {
        const fits = (!text || fold(row.textContent).includes(text))
          && facets.every((one) => (row.dataset[one.dataset.facet] || "").split(" ").includes(one.value));
        row.hidden = !fits;
        shown += fits;
      }
      for (const part of holder.querySelectorAll("section")) part.hidden = !part.querySelector("li:not([hidden]), dl > div:not([hidden])");
      output.textContent = `${shown} of ${rows.length}`;
    };
    form.addEventListener("input", narrow);
    form.addEventListener("submit", (event) => event.preventDefault());
    narrow();
  }

  // --- the tree ----------------------------------------------------------------------------------------
  for (const [name, open] of [["open", true], ["close", false]])
    for (const button of document.querySelectorAll(`[data-${name}]`))
      button.addEventListener("click", () => {
        for (const one of document.getElementById(button.dataset[name]).querySelectorAll("details")) one.open = open;
      });

  // An anchor inside a closed part opens it.
  function reveal() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let one = target.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
    target.scrollIntoView();
  }
  asked();
  if (!location.hash.startsWith("#q=")) reveal();
})();
