// @ts-check
// One resumable upload (tus 1.0): in chunks that proxies let through, going on after a broken line, a sleeping phone, a reload.
import { errorInWords } from "./words.js";
import { send } from "./request.js";

const chunkBytes = 64 * 1024 * 1024;
const fingerprintBytes = 1024 * 1024;
const waits = [500, 1000, 2000, 4000, 8000, 15000];
const version = { "Tus-Resumable": "1.0.0", "Accept": "application/json" };

/**
 * @typedef {{ token: string }} Done token is empty where it went into the buffer
 * @typedef {{ progress: (bytes: number) => void, waiting: () => void }} Watch
 */
export class ResumableUpload {
  #stop = new AbortController();
  #url = "";
  #key = ""; // under which the page finds the url again after a reload

  /** @param {File} file @param {"file" | "buffer"} target @param {Watch} watch */
  constructor(file, target, watch) {
    this.file = file;
    this.target = target;
    this.watch = watch;
  }

  /** Until it is done, paused or failed. @returns {Promise<Done | null>} null when it was paused */
  async run() {
    this.#stop = new AbortController();
    const signal = this.#stop.signal;
    await this.#checkReadable();
    this.#key ||= `cloudbuffer.upload.${this.target}.${await fingerprint(this.file)}`;
    this.#url ||= localStorage.getItem(this.#key) ?? "";
    let offset = this.#url ? -1 : 0; // -1: the server is asked
    for (let failures = 0; !signal.aborted;) {
      const answer = !this.#url ? await this.#create(signal) : offset < 0 ? await send("HEAD", this.#url, null, version, { signal }) : await this.#append(offset, signal);
      if (signal.aborted) break;
      if (answer.status >= 200 && answer.status < 300) {
        const now = Number(answer.header("Upload-Offset") ?? 0);
        if (now > offset) failures = 0;
        offset = now;
        this.watch.progress(offset);
        const token = answer.header("Upload-File-Token");
        if (token || answer.header("Upload-Buffer-Version")) {
          localStorage.removeItem(this.#key);
          return { token: token ?? "" };
        }
        if (offset < this.file.size || this.file.size === 0 || answer.status === 201) continue;
        // Complete, but what it became is gone: deleted, or pushed out by something newer.
        this.#begin();
        offset = 0;
      } else if ((answer.status === 404 || answer.status === 410) && this.#url) {
        this.#begin();
        offset = 0;
      } else if (answer.status === 0 || answer.status === 409 || answer.status === 423 || answer.status === 408 || answer.status >= 500 && answer.status !== 507) {
        // A file that is gone looks like a broken line.
        await this.#checkReadable();
        offset = this.#url ? -1 : 0;
        this.watch.waiting();
        await pause(waits[Math.min(failures++, waits.length - 1)], signal);
      } else {
        throw new Error(errorInWords(answer.status, answer.body));
      }
    }
    return null;
  }

  pause() {
    this.#stop.abort();
  }

  /** Stops it and has the server forget it. */
  async cancel() {
    this.#stop.abort();
    localStorage.removeItem(this.#key);
    if (this.#url) await send("DELETE", this.#url, null, version);
    this.#url = "";
  }

  async #checkReadable() {
    try {
      await this.file.slice(0, 1).arrayBuffer();
    } catch {
      throw new Error("The file cannot be read. If it was changed, moved or deleted meanwhile, choose it again.");
    }
  }

  #begin() {
    localStorage.removeItem(this.#key);
    this.#url = "";
  }

  /** @param {AbortSignal} signal */
  async #create(signal) {
    const answer = await send("POST", "/file/upload", null, {
      ...version,
      "Upload-Length": String(this.file.size),
      "Upload-Metadata": `filename ${base64(this.file.name)},filetype ${base64(this.file.type || "application/octet-stream")},target ${base64(this.target)}`,
    }, { signal });
    this.#url = answer.header("Location") ?? "";
    if (this.#url) localStorage.setItem(this.#key, this.#url);
    return answer;
  }

  /** @param {number} offset @param {AbortSignal} signal */
  #append(offset, signal) {
    return send("PATCH", this.#url, this.file.slice(offset, offset + chunkBytes), {
      ...version,
      "Upload-Offset": String(offset),
      "Content-Type": "application/offset+octet-stream",
    }, { signal, progress: bytes => this.watch.progress(offset + bytes) });
  }
}

/** Until the time is up, the network is back, or the page is looked at again. @param {number} milliseconds @param {AbortSignal} signal */
function pause(milliseconds, signal) {
  return new Promise(done => {
    const timer = setTimeout(finish, milliseconds);
    function finish() {
      clearTimeout(timer);
      removeEventListener("online", finish);
      document.removeEventListener("visibilitychange", finish);
      signal.removeEventListener("abort", finish);
      done(undefined);
    }
    addEventListener("online", finish);
    document.addEventListener("visibilitychange", finish);
    signal.addEventListener("abort", finish);
  });
}

/** Knows a file again: by name, size, date and its first MiB. @param {File} file */
async function fingerprint(file) {
  // FNV-1a: the digests of crypto.subtle are not there on plain http.
  let hash = 0x811c9dc5;
  for (const byte of new Uint8Array(await file.slice(0, fingerprintBytes).arrayBuffer()))
    hash = Math.imul(hash ^ byte, 0x01000193);
  return [file.name, file.size, file.lastModified, hash >>> 0].join("|");
}

/** @param {string} text */
function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
