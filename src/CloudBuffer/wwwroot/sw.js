// @ts-check
// Says so when a page cannot be reached. It never touches anything but pages: bytes pass it by.
const worker = /** @type {any} */ (self);
const page = "/offline.html";
const shown = [page, "/css/base.css", "/css/parts.css", "/favicon.svg"];
const pages = /^\/($|account\/|device|guest$|token|help\/|file\/(load|mine|link|delete)$)/;

worker.addEventListener("install", (/** @type {any} */ event) => {
  event.waitUntil(caches.open("offline").then(cache => cache.addAll(shown)).then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.mode === "navigate" && request.method === "GET" && pages.test(url.pathname))
    event.respondWith(fetch(request).catch(() => caches.match(page)));
  else if (shown.includes(url.pathname) && !url.search && request.method === "GET")
    event.respondWith(fetch(request).catch(() => caches.match(url.pathname)));
});
