// @ts-check
// The time of the server: the clock of a device may be hours off, and may be set while the page is open.

let openedAt = Date.now(); // the time of the server when performance.now() was 0

/** Call with each new version of the page: while a device sleeps, performance.now() may stand still. @param {Document} page */
export function synchronize(page) {
  const time = Number(page.querySelector("meta[name=server-time]")?.getAttribute("content"));
  if (time) openedAt = time - performance.now();
}

/** The time of the server in milliseconds since 1970. */
export function serverNow() {
  return openedAt + performance.now();
}

/** A time of the server as the clock of this device shows it. @param {Date} time */
export function onThisDevice(time) {
  return new Date(time.getTime() - serverNow() + Date.now());
}

synchronize(document);
