// @ts-check
// One resumable upload (tus 1.0) in chunks that proxies accept. It resumes after a lost connection, a suspended phone and a reload.
import { baseUrl, isTemporaryFailure, send } from "./http.js";
import { errorMessage } from "./messages.js";

const chunkBytes = 64 * 1024 * 1024;
const fingerprintBytes = 1024 * 1024;
const fingerprintParts = 128;
const backoffMilliseconds = [500, 1000, 2000, 4000, 8000, 15000];
const tusHeaders = { "Tus-Resumable": "1.0.0" };

/**
 * @typedef {import("./http.js").HttpResponse} HttpResponse
 * @typedef {{ token: string }} UploadResult the token is empty when the file went into the buffer
 *
 * @typedef {object} UploadListener
 * @property {(bytes: number) => void} progress bytes have been sent
 * @property {() => void} restarted the server no longer has the upload that was begun
 * @property {() => void} waiting the connection is lost; until bytes are sent again there is no progress
 */
export class ResumableUpload {
  #abort = new AbortController();
  #url = "";
  #storageKey = ""; // of the URL in localStorage, which survives a reload
  #waiting = false;

  /** @param {File} file @param {"file" | "buffer"} target @param {UploadListener} listener */
  constructor(file, target, listener) {
    this.file = file;
    this.target = target;
    this.listener = listener;
  }

  /** Runs until the upload is complete, paused or failed. @returns {Promise<UploadResult | null>} null when it was paused */
  async run() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.#waiting = false;
    await this.#checkReadable();
    this.#storageKey ||= `cloudbuffer.upload.${baseUrl.pathname}.${this.target}.${await fingerprint(this.file)}`;
    this.#url ||= localStorage.getItem(this.#storageKey) ?? "";
    let offset = this.#url ? -1 : 0; // -1: unknown, the server is asked
    let largest = 0; // offset that the server has confirmed
    for (let failures = 0; !signal.aborted;) {
      const response = await this.#sendNext(offset, signal);
      if (signal.aborted) break;
      if (response.ok) {
        const confirmed = Number(response.header("Upload-Offset") ?? 0);
        if (confirmed > largest) failures = 0;
        largest = Math.max(largest, confirmed);
        const sent = offset >= 0 && confirmed > offset;
        offset = confirmed;
        this.#report(offset, sent);
        const result = this.#resultOf(response);
        if (result) {
          await this.#checkReadable("This file was changed while it was sent. Send it again.");
          return result;
        }
        if (offset < this.file.size || this.file.size === 0 || response.status === 201) continue;
        // Complete, but its result was deleted or replaced.
        this.#forget();
        offset = 0;
      } else if ((response.status === 404 || response.status === 410) && this.#url) {
        this.listener.restarted();
        largest = 0;
        this.#forget();
        offset = 0;
      } else if (isRetryable(response)) {
        // A deleted file fails like a lost connection.
        await this.#checkReadable();
        if (signal.aborted) break;
        offset = this.#url ? -1 : 0;
        this.#waiting = true;
        this.listener.waiting();
        await pause(backoffMilliseconds[Math.min(failures++, backoffMilliseconds.length - 1)] ?? 0, signal);
      } else {
        throw new Error(errorMessage(response));
      }
    }
    return null;
  }

  pause() {
    this.#abort.abort();
  }

  /** Stops the upload and deletes it on the server. */
  async cancel() {
    this.#abort.abort();
    const url = this.#url;
    this.#forget();
    if (url) await send("DELETE", url, { headers: tusHeaders });
  }

  /** A browser refuses to read a file that was changed or deleted since it was chosen. */
  async #checkReadable(message = "This file can't be read. Choose it again.") {
    try {
      await this.file.slice(0, 1).arrayBuffer();
    } catch {
      throw new Error(message);
    }
  }

  /** After a lost connection only sent bytes end the waiting, not the offset that the server reports. @param {number} bytes @param {boolean} sent */
  #report(bytes, sent) {
    if (sent) this.#waiting = false;
    if (!this.#waiting) this.listener.progress(bytes);
  }

  #forget() {
    localStorage.removeItem(this.#storageKey);
    this.#url = "";
  }

  /** @param {HttpResponse} response @returns {UploadResult | null} */
  #resultOf(response) {
    const token = response.header("Upload-File-Token");
    if (!token && !response.header("Upload-Buffer-Version")) return null;
    localStorage.removeItem(this.#storageKey);
    return { token: token ?? "" };
  }

  /** @param {number} offset @param {AbortSignal} signal */
  #sendNext(offset, signal) {
    if (!this.#url) return this.#create(signal);
    return offset < 0 ? send("HEAD", this.#url, { headers: tusHeaders, signal }) : this.#append(offset, signal);
  }

  /** @param {AbortSignal} signal */
  async #create(signal) {
    const { name, size, type } = this.file;
    const metadata = [["filename", name], ["filetype", type || "application/octet-stream"], ["target", this.target]];
    const response = await send("POST", "file/upload", {
      headers: {
        ...tusHeaders,
        "Upload-Length": String(size),
        "Upload-Metadata": metadata.map(([key, value = ""]) => `${key} ${base64(value)}`).join(","),
      },
      signal,
    });
    this.#url = response.header("Location") ?? "";
    if (this.#url) localStorage.setItem(this.#storageKey, this.#url);
    return response;
  }

  /** @param {number} offset @param {AbortSignal} signal */
  #append(offset, signal) {
    return send("PATCH", this.#url, {
      body: this.file.slice(offset, offset + chunkBytes),
      headers: { ...tusHeaders, "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" },
      progress: bytes => this.#report(offset + bytes, bytes > 0),
      signal,
    });
  }
}

/** @param {HttpResponse} response */
function isRetryable(response) {
  // 507: the server is full, which no retry cures. 408, 409 and 423: the server has not noticed yet that the connection was lost.
  return isTemporaryFailure(response) && response.status !== 507 || [408, 409, 423].includes(response.status);
}

/** Ends early when the network returns or the page becomes visible. @param {number} milliseconds @param {AbortSignal} signal */
function pause(milliseconds, signal) {
  return new Promise(resolve => {
    const timer = setTimeout(finish, milliseconds);
    function finish() {
      clearTimeout(timer);
      removeEventListener("online", finish);
      document.removeEventListener("visibilitychange", finish);
      signal.removeEventListener("abort", finish);
      resolve(undefined);
    }
    addEventListener("online", finish);
    document.addEventListener("visibilitychange", finish);
    signal.addEventListener("abort", finish);
  });
}

/** Recognizes a file after a reload: by name, size, date and a hash of its first and last MiB and of parts between. @param {File} file */
async function fingerprint(file) {
  const partBytes = fingerprintBytes / fingerprintParts;
  const parts = [file.slice(0, fingerprintBytes), file.slice(Math.max(fingerprintBytes, file.size - fingerprintBytes))];
  for (let i = 1; i < fingerprintParts; i++) {
    const start = Math.floor(file.size * i / fingerprintParts);
    parts.push(file.slice(start, start + partBytes));
  }
  // FNV-1a: crypto.subtle is missing on plain http.
  let hash = 0x811c9dc5;
  for (const byte of new Uint8Array(await new Blob(parts).arrayBuffer()))
    hash = Math.imul(hash ^ byte, 0x01000193);
  return [file.name, file.size, file.lastModified, hash >>> 0].join("|");
}

/** @param {string} text */
function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
