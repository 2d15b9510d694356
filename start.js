// Runs before the first paint, so that the saved theme is there from the first pixel; then fetches the program.
const root = document.documentElement;
// The build names the program first among what is to be fetched early.
const program = document.querySelector("link[rel=modulepreload]").href;
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
