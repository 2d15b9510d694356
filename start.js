// Runs before the first paint, so that the saved theme is there from the first pixel; then fetches the program.
const root = document.documentElement;
const parsed = new Promise((done) => {
  document.readyState === "loading" ? addEventListener("DOMContentLoaded", done) : done();
});
// The build names the program first among what is to be fetched early.
const { href: program, dataset } = document.querySelector("link[rel=modulepreload]");
const page = location.hash.match(/^#\/(\w+)/)?.[1];
let isKept = false;
try {
  const theme = localStorage.getItem("doorbell.theme");
  if (theme) root.dataset.theme = theme;
  // What this tab had open, else what was opened last, else the first work.
  const ids = [sessionStorage.getItem("doorbell.open"), localStorage.getItem("doorbell.open"), ""];
  const open = ids.find((id) => localStorage.getItem(`doorbell.work${id}`));
  isKept = open !== undefined;
  if (isKept) root.dataset.restoring = "all";
  if (page !== "embed") sessionStorage.setItem("doorbell.open", open ?? "");
} catch {
  // Storage is refused: the system's theme and the example it is.
}
// What is painted first is the generator; the other pages have a first paint of their own, and come in a part of the
// program, which is asked for at once.
const part = { learn: "learn", directives: "later" }[page];
if (part) {
  root.dataset.restoring = "all";
  fetch(new URL(`${page}.html`, program))
    .then((response) => (response.ok ? response.text() : Promise.reject(response.status)))
    .then((html) => parsed.then(() => html))
    .then((html) => {
      // The program may have been quicker.
      if (!root.dataset.restoring) return;
      document.getElementById("app").innerHTML = html;
      root.dataset.restoring = isKept ? "units" : "";
    })
    .catch(() => {})
    .finally(() => {
      // What is read first is fetched first.
      for (const file of [`split_${part}.wasm`, ...dataset.shared.split(" ").filter(Boolean)]) {
        const early = { rel: "preload", as: "fetch", crossOrigin: "", href: new URL(file, program).href };
        document.head.append(Object.assign(document.createElement("link"), early));
      }
    });
}
// When everything else is there: the whole page is kept for times without the network.
addEventListener("load", () => {
  const keep = () => navigator.serviceWorker?.register("./sw.js").catch(() => {});
  (window.requestIdleCallback ?? setTimeout)(() => setTimeout(keep, 1500));
});
import(program)
  .then(({ default: start }) => start())
  .catch((error) => {
    delete root.dataset.restoring;
    parsed.then(() => (document.getElementById("failed").hidden = false));
    throw error;
  });
