// Runs before the first paint, so that the saved theme is there from the first pixel; then fetches the program.
const root = document.documentElement;
// The build names the program first among what is to be fetched early.
const program = document.querySelector("link[rel=modulepreload]").href;
// What is painted first is the generator; the other pages come in a part of the program, which is asked for at once.
const part = { learn: "learn", directives: "later" }[location.hash.match(/^#\/(\w+)/)?.[1]];
if (part) {
  root.dataset.restoring = "";
  const href = new URL(`split_${part}.wasm`, program).href;
  const early = { rel: "preload", as: "fetch", crossOrigin: "", href };
  document.head.append(Object.assign(document.createElement("link"), early));
}
try {
  const theme = localStorage.getItem("doorbell.theme");
  if (theme) root.dataset.theme = theme;
  if (localStorage.getItem("doorbell.work")) root.dataset.restoring = "";
} catch {
  // Storage is refused: the system's theme and the example it is.
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
    const show = () => (document.getElementById("failed").hidden = false);
    document.readyState === "loading" ? addEventListener("DOMContentLoaded", show) : show();
    throw error;
  });
