// @ts-check
// The list of uploads on a page: two at a time, each with its progress, and buttons to pause, retry and cancel.
import { find, partsOf } from "./dom.js";
import { formatSize, isolated } from "./format.js";
import { messageOf } from "./messages.js";
import { ResumableUpload } from "./resumable-upload.js";
import { Speed } from "./speed.js";
import { keepAwakeDuring } from "./wake-lock.js";

const maxConcurrent = 2;

/** @typedef {"file" | "buffer"} UploadTarget */

/** @typedef {"queued" | "running" | "waiting" | "paused" | "done" | "failed"} UploadState `waiting`: for the connection, while it runs */

/** @typedef {{ maxFileSize: number, changed: () => void }} UploadPage `changed` is called when an upload starts, ends or is removed */

export class UploadList {
  /** @type {UploadItem[]} */
  items = [];
  #list = find(document, "[data-upload-list]", HTMLElement);
  #container = find(document, "[data-upload-items]", HTMLElement);
  #page;

  /** @param {UploadPage} page */
  constructor(page) {
    this.#page = page;
    addEventListener("beforeunload", event => {
      if (this.items.some(item => item.state === "queued" || item.isActive)) event.preventDefault();
    });
  }

  /** @param {File[]} files @param {UploadTarget} target */
  add(files, target) {
    this.#list.hidden = false;
    for (const file of files) {
      const item = new UploadItem(file, target, this.#page.maxFileSize, {
        changed: () => this.#startNext(),
        cancelled: () => {
          this.remove(item);
          this.#startNext();
        },
      });
      this.items.push(item);
      this.#container.append(item.row);
    }
    this.#startNext();
  }

  /** @param {UploadItem} item */
  remove(item) {
    this.items.splice(this.items.indexOf(item), 1);
    item.row.remove();
    this.#list.hidden = this.items.length === 0;
  }

  #startNext() {
    const running = this.items.filter(item => item.isActive).length;
    for (const item of this.items.filter(item => item.state === "queued").slice(0, Math.max(0, maxConcurrent - running)))
      void item.start().then(() => this.#startNext());
    this.#page.changed();
  }
}

/** One row of the list. */
class UploadItem {
  /** @type {UploadState} */
  state = "queued";
  /** Of the finished file; empty when it went into the buffer. */
  token = "";
  row = copyOfTemplate();
  #part = partsOf(this.row);
  #bar = find(this.row, "progress", HTMLProgressElement);
  #speed = new Speed();
  #note = "";

  /**
   * @param {File} file
   * @param {UploadTarget} target
   * @param {number} maxFileSize
   * @param {{ changed: () => void, cancelled: () => void }} listener `changed` is called when it waits for its turn or was paused
   */
  constructor(file, target, maxFileSize, listener) {
    this.file = file;
    this.isTooLarge = file.size > maxFileSize;
    this.upload = new ResumableUpload(file, target, {
      progress: bytes => this.#showProgress(bytes),
      restarted: () => {
        this.#speed.reset();
        this.#note = "Started over: the upload had expired on the server";
        this.#setState("running", this.#note);
      },
      waiting: () => {
        this.#speed.reset();
        this.#setState("waiting", "Waiting for connection…");
      },
    });
    this.#part("name").textContent = file.name;
    this.#part("size").textContent = formatSize(file.size);
    this.#bar.setAttribute("aria-label", `Upload of ${isolated(file.name)}`);
    if (this.isTooLarge) this.#setState("failed", `Too large. The limit is ${formatSize(maxFileSize)}.`);
    else this.#setState("queued", "Queued");

    this.#part("pause").addEventListener("click", () => {
      this.upload.pause();
      if (this.state === "paused") this.#setState("queued", "Queued");
      else this.#setState("paused", "Paused");
      listener.changed();
    });
    this.#part("retry").addEventListener("click", () => {
      this.#setState("queued", "Queued");
      listener.changed();
    });
    this.#part("cancel").addEventListener("click", () => {
      void this.upload.cancel();
      listener.cancelled();
    });
  }

  get isActive() {
    return this.state === "running" || this.state === "waiting";
  }

  async start() {
    this.#setState("running", "Starting…");
    this.#speed.reset();
    try {
      const result = await keepAwakeDuring(this.upload.run());
      if (!result) return;
      this.token = result.token;
      this.#bar.value = 1;
      this.#setState("done", "Done");
    } catch (error) {
      this.#setState("failed", messageOf(error));
    }
  }

  /** @param {number} bytes */
  #showProgress(bytes) {
    this.#speed.sample(bytes);
    this.#bar.value = this.file.size === 0 ? 1 : bytes / this.file.size;
    this.#setState("running", [this.#speed.describe(bytes, this.file.size), this.#note].filter(Boolean).join(" · "));
  }

  /** @param {UploadState} state @param {string} message */
  #setState(state, message) {
    this.state = state;
    this.row.dataset.uploadState = state;
    this.#part("state").textContent = message;
    this.#part("pause").hidden = state === "done" || state === "failed";
    this.#part("pause").textContent = state === "paused" ? "Resume" : "Pause";
    this.#part("retry").hidden = state !== "failed" || this.isTooLarge;
    this.#part("cancel").hidden = state === "done";
    this.#part("cancel").textContent = state === "failed" ? "Remove" : "Cancel";
  }
}

function copyOfTemplate() {
  const template = find(document, "template[data-upload-item]", HTMLTemplateElement);
  return document.importNode(find(template.content, "li", HTMLLIElement), true);
}
