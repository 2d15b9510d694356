// Runs before anything of the page: makes violations of its policy errors, and notes when the program has taken over.
addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy violated: ${event.violatedDirective} by ${event.blockedURI} ${event.sample}`);
});
new MutationObserver((records, observer) => {
  if (records.some((record) => [...record.removedNodes].some((node) => node.id === "app"))) {
    window.takenOver = true;
    observer.disconnect();
  }
}).observe(document, { childList: true, subtree: true });
