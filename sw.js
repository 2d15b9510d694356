// Keeps every file of the page, so that it opens and works without the network. The build fills in the list.
const FILES = self.FILES;
const CACHE = self.CACHE;

// What the page has fetched already comes out of the browser's own cache.
const keep = async () => {
  const cache = await caches.open(CACHE);
  await Promise.all(
    FILES.map(async (file) => {
      const answer = await fetch(file, { cache: "force-cache" });
      if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
      await cache.put(file, answer);
    }),
  );
};
const forget = async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("doorbell-") && name !== CACHE).map((name) => caches.delete(name)));
  await clients.claim();
};
const kept = async (request) => (await caches.open(CACHE)).match(request, { ignoreSearch: true });
// The page itself may have a new version; every other name holds a hash of what is in the file.
const answer = async (request) =>
  request.mode === "navigate"
    ? fetch(request).catch(() => kept("./"))
    : (await kept(request)) ?? fetch(request);

addEventListener("install", (event) => event.waitUntil(keep().then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(forget()));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && new URL(request.url).origin === location.origin) {
    event.respondWith(answer(request));
  }
});
