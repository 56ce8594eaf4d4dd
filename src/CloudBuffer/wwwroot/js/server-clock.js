// @ts-check
// The time of the server: the clock of a device may be hours off.

let offset = 0; // milliseconds that the server is ahead of this device

/** Call with each new version of the page: the device may have slept, or its clock was set. @param {Document} page */
export function synchronize(page) {
  const time = Number(page.querySelector("meta[name=server-time]")?.getAttribute("content"));
  if (time) offset = time - Date.now();
}

/** The time of the server in milliseconds since 1970. */
export function serverNow() {
  return Date.now() + offset;
}

/** A time of the server as the clock of this device shows it. @param {Date} time */
export function onThisDevice(time) {
  return new Date(time.getTime() - offset);
}

synchronize(document);
