"use strict";
(() => {
  const root = document.documentElement;
  const all = (s, of = document) => [...of.querySelectorAll(s)];
  const one = (s) => document.querySelector(s);
  root.classList.add("scripted");

  one("#theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });

  const findings = all(".finding");
  const filter = () => {
    const words = one("#q").value.toLowerCase().split(/\s+/).filter(Boolean);
    const on = (name) => new Set(all(`input[name=${name}]:checked`).map((i) => i.value));
    const severities = on("severity"), verdicts = on("verdict");
    const patched = one("#patched")?.checked;
    let shown = 0;
    for (const f of findings) {
      const d = f.dataset;
      const fits = severities.has(d.severity) && verdicts.has(d.verdict) && (!patched || d.patch) && words.every((w) => d.search.includes(w));
      f.hidden = !fits;
      shown += fits;
    }
    one("#shown").textContent = shown === findings.length ? shown : `${shown} of ${findings.length}`;
    one("#none").hidden = shown > 0;
  };
  if (findings.length) {
    const form = one(".filters");
    form.addEventListener("input", filter);
    form.addEventListener("submit", (e) => e.preventDefault());
    const toggle = one("#all");
    toggle.addEventListener("click", () => {
      const open = toggle.textContent === "Open all";
      for (const d of all(".finding details")) d.open = open;
      toggle.textContent = open ? "Close all" : "Open all";
    });
  }

  const visit = () => {
    const at = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!at || !at.classList.contains("finding")) return;
    at.hidden = false;
    at.querySelector("details").open = true;
    at.scrollIntoView();
    at.querySelector("summary").focus({ preventScroll: true });
  };
  addEventListener("hashchange", visit);
  visit();

  for (const button of all(".copy button")) {
    button.addEventListener("click", async () => {
      const box = button.parentElement;
      const text = (box.querySelector("textarea")?.value ?? box.querySelector("pre").textContent).replace(/\n*$/, "\n");
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        const area = document.createElement("textarea");
        area.value = text;
        box.append(area);
        area.select();
        document.execCommand("copy");
        area.remove();
      }
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
  }

  const scroll = one(".scroll"), told = one("#told");
  const rows = all(".matrix tbody tr").map((r) => all("td", r));
  let y = -1, x = 0;
  const tell = (cell) => {
    for (const c of all(".matrix .at")) c.classList.remove("at");
    cell.classList.add("at");
    const row = cell.parentElement.querySelector("th").textContent;
    told.textContent = cell.title || `${row} · does not apply`;
  };
  scroll.addEventListener("keydown", (e) => {
    const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[e.key];
    if (e.key === "Enter" && y >= 0 && e.target === scroll) rows[y][x].querySelector("a")?.click();
    if (!move || !rows.length) return;
    e.preventDefault();
    y = y < 0 ? 0 : Math.min(Math.max(y + move[0], 0), rows.length - 1);
    x = Math.min(Math.max(x + move[1], 0), rows[y].length - 1);
    rows[y][x].scrollIntoView({ block: "nearest", inline: "nearest" });
    tell(rows[y][x]);
  });
  for (const event of ["pointerover", "click", "focusin"]) {
    scroll.addEventListener(event, (e) => {
      const cell = e.target.closest("tbody td");
      if (cell) tell(cell);
    });
  }

  const closed = [];
  addEventListener("beforeprint", () => {
    for (const d of all(".finding details:not([open])")) { d.open = true; closed.push(d); }
  });
  addEventListener("afterprint", () => {
    for (const d of closed.splice(0)) d.open = false;
  });
})();
