// @ts-check
// Tells when the buffer has changed elsewhere, by asking every few seconds while the page is looked at.

const every = 3000;

/**
 * @param {{ version: () => string, changed: () => Promise<void>, offline: (words: string) => void }} page version is "" when empty
 */
export function watchBuffer(page) {
  let timer = 0;

  async function look() {
    clearTimeout(timer);
    if (document.hidden) return;
    try {
      const version = page.version();
      /** @type {HeadersInit} */
      const headers = version ? { "Accept": "application/json", "If-None-Match": `"${version}"` } : { "Accept": "application/json" };
      const answer = await fetch("/file/buffer", { method: "HEAD", headers, cache: "no-store" });
      if (answer.status === 401) return page.offline("You are signed out. Reload the page to sign in.");
      page.offline("");
      // What was put in or cleared here while the answer was on its way is known already.
      if (version === page.version() && (answer.ok || answer.status === 404 && version !== "")) await page.changed();
    } catch {
      page.offline("Not connected. Trying again …");
    }
    timer = setTimeout(look, every);
  }

  document.addEventListener("visibilitychange", look);
  addEventListener("online", look);
  timer = setTimeout(look, every);
}
