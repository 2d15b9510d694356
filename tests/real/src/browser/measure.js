// Measures from inside the page, with the page's own clock: when its parts were first painted, and how long each keystroke
// takes. `painted` calls back in the first task after the frame that shows what has been changed until now.
const painted = (tell) => requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => tell(performance.now());
  channel.port2.postMessage(0);
});

window.measured = { keys: [], counting: false };

// The units are there when the second one is parsed and the style sheet, without which nothing is painted, has come.
const units = () => {
  const second = document.querySelector(".file.service textarea");
  if (second && document.styleSheets.length > 0) painted((now) => (measured.units = now));
  else requestAnimationFrame(units);
};
units();

new MutationObserver((records, observer) => {
  if (records.some((record) => [...record.removedNodes].some((node) => node.id === "app"))) {
    observer.disconnect();
    painted((now) => (measured.program = now));
  }
}).observe(document, { childList: true, subtree: true });

addEventListener("input", () => {
  if (!measured.counting) return;
  const start = performance.now();
  painted((now) => measured.keys.push(now - start));
}, true);
