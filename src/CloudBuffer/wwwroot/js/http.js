// @ts-check
// The HTTP client of all scripts. XMLHttpRequest, because fetch reports no upload progress.

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The URL of the start page. The server may be below a path: https://example.org/box/ */
export const baseUrl = new URL("..", import.meta.url);

/**
 * @typedef {object} HttpResponse
 * @property {boolean} ok
 * @property {number} status 0 when there was no response
 * @property {string} body
 * @property {(name: string) => string | null} header
 *
 * @typedef {object} RequestOptions
 * @property {XMLHttpRequestBodyInit} [body]
 * @property {Record<string, string>} [headers]
 * @property {(bytes: number) => void} [progress] bytes of the body sent so far
 * @property {AbortSignal} [signal]
 * @property {number} [timeout] milliseconds until the request fails; none by default
 */

/**
 * Sends a request and never throws. Unless the headers say otherwise, the response is JSON.
 * @param {string} method
 * @param {string} url relative to baseUrl
 * @param {RequestOptions} [options]
 * @returns {Promise<HttpResponse>}
 */
export function send(method, url, { body, headers, progress, signal, timeout = 0 } = {}) {
  return new Promise(resolve => {
    const request = new XMLHttpRequest();
    request.open(method, new URL(url, baseUrl));
    request.timeout = timeout;
    request.responseType = "arraybuffer"; // as text it would lose a byte order mark
    for (const [name, value] of Object.entries({ Accept: "application/json", ...headers })) request.setRequestHeader(name, value);
    // Only where progress is shown: the listener fires about 20 times a second.
    if (progress) request.upload.onprogress = event => progress(event.loaded);
    request.onloadend = () => resolve({
      ok: request.status >= 200 && request.status < 300,
      status: request.status,
      body: request.response instanceof ArrayBuffer ? decoder.decode(request.response) : "",
      header: name => request.getResponseHeader(name),
    });
    signal?.addEventListener("abort", () => request.abort());
    request.send(body ?? null);
  });
}

/**
 * @param {string} method
 * @param {string} url relative to baseUrl
 * @param {Record<string, string>} [fields]
 */
export function sendJson(method, url, fields) {
  return send(method, url, { ...fields && { body: JSON.stringify(fields) }, headers: { "Content-Type": "application/json" } });
}

/** No connection or a server error: worth a retry. @param {HttpResponse} response */
export function isTemporaryFailure({ status }) {
  return status === 0 || status >= 500;
}
