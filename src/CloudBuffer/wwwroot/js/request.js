// @ts-check
// One request with a body whose progress can be watched, which fetch cannot do.

/**
 * @typedef {{ status: number, body: string, header: (name: string) => string | null }} Answer status is 0 when none came
 * @param {string} method
 * @param {string} url
 * @param {Blob | FormData | string | null} body
 * @param {Record<string, string>} headers
 * @param {{ progress?: (bytes: number) => void, signal?: AbortSignal }} [watch]
 * @returns {Promise<Answer>}
 */
export function send(method, url, body, headers, watch = {}) {
  return new Promise(done => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = event => watch.progress?.(event.loaded);
    request.onloadend = () => done({
      status: request.status,
      body: request.responseText,
      header: name => request.getResponseHeader(name),
    });
    watch.signal?.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}

/** Whether the line is down or the server not well, for a moment: it is asked again. @param {number} status */
export const isAway = status => status === 0 || status >= 500;
