// @ts-check
// The list of uploads on a page: two at a time, each with its progress, to be paused, tried again and cancelled.
import { keepAwakeDuring } from "./awake.js";
import { ResumableUpload } from "./tus.js";
import { Speed } from "./speed.js";
import { sizeInWords } from "./words.js";

const atOnce = 2;

/** @typedef {{ state: "waiting" | "running" | "paused" | "done" | "failed", token?: string, start: () => Promise<void>, row: HTMLElement, file: File }} Entry */

export class Uploads {
  /** @type {Entry[]} */
  entries = [];
  #list = /** @type {HTMLElement} */ (document.querySelector("[data-upload-list]"));
  #items = /** @type {HTMLElement} */ (document.querySelector("[data-upload-items]"));
  #template = /** @type {HTMLTemplateElement} */ (document.querySelector("template[data-upload-item]"));

  /** @param {{ maxFileSize: number, changed: () => void }} page changed whenever an upload begins, ends or goes */
  constructor(page) {
    this.page = page;
    addEventListener("beforeunload", event => {
      if (this.entries.some(entry => entry.state === "running" || entry.state === "waiting")) event.preventDefault();
    });
  }

  /** @param {File[]} files @param {"file" | "buffer"} target */
  add(files, target) {
    this.#list.hidden = false;
    for (const file of files) this.entries.push(this.#entryOf(file, target));
    this.#next();
  }

  /** Takes a row away that is of no more interest. @param {Entry} entry */
  remove(entry) {
    this.entries.splice(this.entries.indexOf(entry), 1);
    entry.row.remove();
    this.#list.hidden = this.entries.length === 0;
  }

  #next() {
    const running = this.entries.filter(entry => entry.state === "running").length;
    for (const entry of this.entries.filter(entry => entry.state === "waiting").slice(0, Math.max(0, atOnce - running)))
      entry.start().then(() => this.#next());
    this.page.changed();
  }

  /** @param {File} file @param {"file" | "buffer"} target @returns {Entry} */
  #entryOf(file, target) {
    const row = /** @type {HTMLElement} */ (this.#template.content.firstElementChild?.cloneNode(true));
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (row.querySelector(`[data-${name}]`));
    const bar = /** @type {HTMLProgressElement} */ (part("progress"));
    const speed = new Speed();
    part("name").textContent = file.name;
    part("size").textContent = sizeInWords(file.size);
    bar.setAttribute("aria-label", `Upload of ${file.name}`);
    this.#items.append(row);

    const upload = new ResumableUpload(file, target, {
      progress(bytes) {
        speed.note(bytes);
        bar.value = file.size === 0 ? 1 : bytes / file.size;
        part("state").textContent = speed.inWords(bytes, file.size);
      },
      waiting() {
        speed.forget();
        part("state").textContent = "No connection. It goes on by itself as soon as there is one.";
      },
    });

    /** @type {Entry} */
    const entry = { state: "waiting", row, file, start };
    show("waiting", "Waiting for its turn");
    part("pause").addEventListener("click", () => {
      const paused = entry.state === "paused";
      upload.pause();
      show(paused ? "waiting" : "paused", paused ? "Waiting for its turn" : "Paused");
      this.#next();
    });
    part("again").addEventListener("click", () => {
      show("waiting", "Waiting for its turn");
      this.#next();
    });
    part("cancel").addEventListener("click", () => {
      void upload.cancel();
      this.remove(entry);
      this.#next();
    });
    const tooLarge = file.size > this.page.maxFileSize;
    if (tooLarge) show("failed", `It is larger than ${sizeInWords(this.page.maxFileSize)}, which is the most that fits.`);
    return entry;

    async function start() {
      show("running", "Starting");
      speed.forget();
      try {
        const result = await keepAwakeDuring(upload.run());
        if (result) {
          entry.token = result.token;
          bar.value = 1;
          show("done", "Done");
        }
      } catch (error) {
        show("failed", error instanceof Error ? error.message : String(error));
      }
    }

    /** @param {Entry["state"]} state @param {string} words */
    function show(state, words) {
      entry.state = state;
      part("state").textContent = words;
      part("pause").hidden = state === "done" || state === "failed";
      part("pause").textContent = state === "paused" ? "Go on" : "Pause";
      part("again").hidden = state !== "failed" || tooLarge;
      part("cancel").hidden = state === "done";
      part("cancel").textContent = state === "failed" ? "Remove" : "Cancel";
      row.classList.toggle("failed", state === "failed");
    }
  }
}
