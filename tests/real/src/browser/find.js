// Finds the one thing on the page that a person would call `name`, or that has the id `#name`: arguments are the name and
// the selector of its kind. Returns why not, where there is none.
const [name, kind] = arguments;
if (name.startsWith("#")) return document.querySelector(name) ?? "there is none";
const words = (text) => text.replace(/\s+/g, " ").trim();
const own = (label) => {
  const copy = label.cloneNode(true);
  copy.querySelectorAll("select, input, textarea").forEach((control) => control.remove());
  return words(copy.textContent);
};
const names = (element) => {
  const directive = element.closest(".field")?.querySelector(".directive")?.textContent;
  return [
    element.getAttribute("aria-label"),
    ...[...(element.labels ?? [])].map(own),
    element.matches("input, select, textarea") ? directive : words(element.innerText),
  ].filter(Boolean);
};
const seen = [...document.querySelectorAll(kind)].filter((element) => element.checkVisibility({ visibilityProperty: true }));
const by = (same) => seen.filter((element) => names(element).some(same));
for (const same of [(n) => n === name, (n) => n.startsWith(name), (n) => n.includes(name)]) {
  const found = by(same);
  if (found.length === 1) return found[0];
  if (found.length > 1) return `${found.length} of them: ${found.map((element) => element.outerHTML.slice(0, 120)).join(" ")}`;
}
return `none; there are: ${seen.map((element) => names(element)[0]).join(" | ")}`;
