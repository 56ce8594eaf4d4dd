// @ts-check
// Sizes, durations and names as text.

const units = ["bytes", "KB", "MB", "GB", "TB"];

/** Bytes in units of 1024 with at most one decimal: "1 byte", "1.5 MB". The same as Words.Size on the server. @param {number} bytes */
export function formatSize(bytes) {
  let unit = 0;
  let size = bytes;
  for (; size >= 1023.95 && unit < units.length - 1; unit++) size /= 1024;
  return unit === 0 ? `${bytes} ${bytes === 1 ? "byte" : "bytes"}` : `${Math.round(size * 10) / 10} ${units[unit]}`;
}

/** The two largest units, abbreviated: "1 h 5 min". The server writes them out. @param {number} seconds */
export function formatDuration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  /** @type {[number, string][]} */
  const parts = [[Math.floor(whole / 86400), "d"], [Math.floor(whole / 3600) % 24, "h"], [Math.floor(whole / 60) % 60, "min"], [whole % 60, "s"]];
  const first = parts.findIndex(([count]) => count !== 0);
  if (first < 0) return "0 s";
  return parts.slice(first, first + 2).filter(([count]) => count !== 0).map(([count, unit]) => `${count} ${unit}`).join(" ");
}

/** A name within a sentence, for right-to-left names: between FSI and PDI. @param {string} name */
export function isolated(name) {
  return `\u2068${name}\u2069`;
}
