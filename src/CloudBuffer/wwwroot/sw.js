// @ts-check
// Shows a page of its own when the server cannot be reached. It handles pages only; transfers bypass it.
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const base = new URL("./", worker.location.href).pathname;
const offlinePage = base + "offline.html";
const cached = [offlinePage, ...["css/base.css", "css/parts.css", "favicon.svg"].map(path => base + path)];
const pages = /^($|account\/|device|guest$|token|help\/|file\/(load|mine|link|delete)$)/;

worker.addEventListener("install", event => {
  event.waitUntil(caches.open("offline").then(cache => cache.addAll(cached)).then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", event => event.waitUntil(worker.clients.claim()));

worker.addEventListener("fetch", event => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.mode === "navigate" && request.method === "GET" && pages.test(url.pathname.slice(base.length)))
    event.respondWith(fetchOr(offlinePage, request));
  else if (cached.includes(url.pathname) && !url.search && request.method === "GET")
    event.respondWith(fetchOr(url.pathname, request));
});

/** @param {string} fallback a cached path @param {Request} request */
async function fetchOr(fallback, request) {
  try {
    return await fetch(request);
  } catch {
    return await caches.match(fallback) ?? Response.error();
  }
}
