// @ts-check
// Messages that several scripts show.

/** What a failed request means; the server's own message where it sent one. @param {import("./http.js").HttpResponse} response */
export function errorMessage({ status, body }) {
  if (status === 0) return "Can't reach the server. Check your connection.";
  if (status === 401) return "You've been signed out. Sign in again.";
  try {
    const problem = JSON.parse(body);
    if (problem.title) return `${problem.title}. ${problem.detail ?? ""}`.trim();
  } catch {
    // Not JSON: the error page of a proxy.
  }
  return status === 413 ? "That's too large for this server." : `The server answered with error ${status}. Try again.`;
}

/** @param {number} count @param {number} maxFiles */
export function tooManyFilesMessage(count, maxFiles) {
  return `${count} files is too many: the limit is ${maxFiles}. Zip them or send fewer.`;
}

/** @param {unknown} error anything thrown */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
