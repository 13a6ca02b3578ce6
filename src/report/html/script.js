"use strict";
(() => {
  const root = document.documentElement;
  const $ = (id) => document.getElementById(id);

  // Light or dark: the system's choice until somebody makes one; a browser that keeps nothing for files still toggles.
  const theme = $("theme");
  const kept = { get: () => { try { return localStorage.getItem("secretscan-theme"); } catch { return null; } },
                 set: (v) => { try { localStorage.setItem("secretscan-theme", v); } catch { /* not kept */ } } };
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const label = () => {
    theme.textContent = isDark() ? "Light" : "Dark";
    theme.setAttribute("aria-label", isDark() ? "Switch to light colours" : "Switch to dark colours");
  };
  if (kept.get() === "dark" || kept.get() === "light") root.dataset.theme = kept.get();
  theme.hidden = false;
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    kept.set(root.dataset.theme);
    label();
  });
  system.addEventListener("change", label);
  label();

  const findings = Array.from(document.querySelectorAll(".finding"));
  if (findings.length === 0) return;

  // Filters: each select names a data attribute; the text looks everywhere in a finding.
  const form = $("filters");
  const text = new Map(findings.map((f) => [f, f.textContent.toLowerCase()]));
  const apply = () => {
    const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = Array.from(form.querySelectorAll("select")).filter((s) => s.value !== "");
    let shown = 0;
    for (const finding of findings) {
      const fits = wanted.every((s) => finding.dataset[s.name] === s.value)
        && words.every((w) => text.get(finding).includes(w));
      finding.hidden = !fits;
      if (fits) shown += 1;
    }
    $("count").textContent = shown === findings.length
      ? `${findings.length} shown` : `${shown} of ${findings.length} shown`;
    $("nothing").hidden = shown > 0;
  };
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply, 0));
  $("expand").addEventListener("click", () => {
    const open = !findings.filter((f) => !f.hidden).every((f) => f.open);
    for (const finding of findings) if (!finding.hidden) finding.open = open;
    $("expand").textContent = open ? "Collapse all" : "Expand all";
  });
  apply();

  // A link to a finding opens it, also from the time line, also where a filter hides it.
  const show = () => {
    const target = location.hash.length > 1 ? $(decodeURIComponent(location.hash.slice(1))) : null;
    if (!target || !target.classList.contains("finding")) return;
    if (target.hidden) { form.reset(); target.hidden = false; }
    target.open = true;
    target.scrollIntoView({ block: "start" });
  };
  addEventListener("hashchange", show);
  show();
  for (const link of document.querySelectorAll(".line a")) {
    link.addEventListener("click", () => { if (location.hash === link.hash) show(); });
  }
  let closed = [];
  addEventListener("beforeprint", () => { closed = findings.filter((f) => !f.open); closed.forEach((f) => { f.open = true; }); });
  addEventListener("afterprint", () => closed.forEach((f) => { f.open = false; }));
})();
