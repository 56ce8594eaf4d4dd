// @ts-check
// Sizes and times as people say them; Words.cs does the same on the server.

const units = ["bytes", "KB", "MB", "GB", "TB"];

/** @param {number} bytes */
export function sizeInWords(bytes) {
  let unit = 0;
  let size = bytes;
  for (; size >= 1023.95 && unit < units.length - 1; unit++) size /= 1024;
  return unit === 0 ? `${bytes} ${bytes === 1 ? "byte" : "bytes"}` : `${Math.round(size * 10) / 10} ${units[unit]}`;
}

/** The two largest parts. @param {number} seconds */
export function timeInWords(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [[Math.floor(whole / 86400), "d"], [Math.floor(whole / 3600) % 24, "h"], [Math.floor(whole / 60) % 60, "min"], [whole % 60, "s"]];
  const first = parts.findIndex(([count]) => count !== 0);
  if (first < 0) return "0 s";
  return parts.slice(first, first + 2).filter(([count]) => count !== 0).map(([count, unit]) => `${count} ${unit}`).join(" ");
}

/**
 * What a failed request means, in the server's words where it sent some.
 * @param {number} status 0 when there was no answer
 * @param {string} body
 */
export function errorInWords(status, body) {
  if (status === 0) return "The server cannot be reached. Check the connection and try again.";
  if (status === 401) return "You are not signed in any more. Sign in again, then come back here.";
  try {
    const problem = JSON.parse(body);
    if (problem.title) return `${problem.title}. ${problem.detail ?? ""}`.trim();
  } catch {
    // Not from our server, such as the page of a proxy.
  }
  return status === 413 ? "That is larger than the server takes." : `The server answered ${status}. Try again.`;
}

/** @param {number} count @param {number} most */
export function tooManyInWords(count, most) {
  return `Those are ${count} files, and at most ${most} are kept at once. Pack them into one archive, or take fewer.`;
}
