// Single keys for what the page has as buttons, links and fields; it works without them too.
"use strict";

(function keys() {
  let gone = false;
  const find = (key) =>
    document.querySelector(`[data-key="${CSS.escape(key)}"]`)
    ?? (key === "a" ? document.querySelector("[data-first]") : null);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || gone) return;
    const typing = event.target.closest?.("input:not([type=hidden]), textarea, select");
    if (typing) {
      if (event.key === "Escape") typing.blur();
      return;
    }
    const field = document.querySelector(`[data-focus="${CSS.escape(event.key)}"]`);
    if (field) { event.preventDefault(); field.focus(); return; }
    const found = find(event.key);
    if (!found) return;
    event.preventDefault();
    gone = true;  // the next page takes the next key
    found.click();
  });
  // Enter in the field of another answer means that answer, not the first button of the form.
  const other = document.getElementById("value");
  other?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (other.value.trim()) other.form.querySelector('button[value="correct"]').click();
  });
  const why = document.getElementById("why");
  why?.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); why.blur(); }
  });
  window.addEventListener("pageshow", () => { gone = false; });
})();
