// @ts-check
// The upload page: several files two at a time, each with its progress; when all are there, on to their links.
import { keepAwakeDuring } from "./awake.js";
import { takeIncomingFiles } from "./incoming.js";
import { ResumableUpload } from "./tus.js";
import { Speed } from "./speed.js";
import { sizeInWords } from "./words.js";

const atOnce = 2;
const form = document.querySelector("form[data-upload]");

/** @typedef {{ state: "waiting" | "running" | "paused" | "done" | "failed", token?: string, start: () => Promise<void>, row: HTMLElement }} Entry */

if (form instanceof HTMLFormElement) {
  /** @type {Entry[]} */
  const entries = [];
  const input = /** @type {HTMLInputElement} */ (form.querySelector("input[type=file]"));
  const list = /** @type {HTMLElement} */ (document.querySelector("[data-upload-list]"));
  const items = /** @type {HTMLElement} */ (document.querySelector("[data-upload-items]"));
  const template = /** @type {HTMLTemplateElement} */ (document.querySelector("template[data-upload-item]"));
  const done = /** @type {HTMLElement} */ (document.querySelector("[data-upload-done]"));
  const links = /** @type {HTMLAnchorElement} */ (document.querySelector("[data-upload-links]"));
  const maxFileSize = Number(form.dataset.maxFileSize);

  input.addEventListener("change", () => {
    add([...input.files ?? []]);
    input.value = "";
  });
  takeIncomingFiles(add);
  addEventListener("beforeunload", event => {
    if (entries.some(entry => entry.state === "running" || entry.state === "waiting")) event.preventDefault();
  });

  /** @param {File[]} files */
  function add(files) {
    list.hidden = false;
    for (const file of files) entries.push(entryOf(file));
    next();
  }

  function next() {
    const running = entries.filter(entry => entry.state === "running").length;
    for (const entry of entries.filter(entry => entry.state === "waiting").slice(0, Math.max(0, atOnce - running)))
      entry.start().then(next);
    const ready = entries.filter(entry => entry.state === "done");
    done.hidden = ready.length === 0;
    links.href = `/file/link?${ready.map(entry => `token=${entry.token}`).join("&")}`;
    links.textContent = ready.length === 1 ? "Show the link" : `Show the ${ready.length} links`;
    if (ready.length > 0 && ready.length === entries.length) location.assign(links.href);
  }

  /** @param {File} file @returns {Entry} */
  function entryOf(file) {
    const row = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (row.querySelector(`[data-${name}]`));
    const bar = /** @type {HTMLProgressElement} */ (part("progress"));
    const speed = new Speed();
    part("name").textContent = file.name;
    part("size").textContent = sizeInWords(file.size);
    bar.setAttribute("aria-label", `Upload of ${file.name}`);
    items.append(row);

    const upload = new ResumableUpload(file, {
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
    const entry = { state: "waiting", row, start };
    show("waiting", "Waiting for its turn");
    part("pause").addEventListener("click", () => {
      const paused = entry.state === "paused";
      upload.pause();
      show(paused ? "waiting" : "paused", paused ? "Waiting for its turn" : "Paused");
      next();
    });
    part("again").addEventListener("click", () => {
      show("waiting", "Waiting for its turn");
      next();
    });
    part("cancel").addEventListener("click", () => {
      void upload.cancel();
      entries.splice(entries.indexOf(entry), 1);
      row.remove();
      list.hidden = entries.length === 0;
      next();
    });
    if (file.size > maxFileSize) show("failed", `It is larger than ${sizeInWords(maxFileSize)}, which is the most that fits.`);
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
      part("again").hidden = state !== "failed" || file.size > maxFileSize;
      part("cancel").hidden = state === "done";
      part("cancel").textContent = state === "failed" ? "Remove" : "Cancel";
      row.classList.toggle("failed", state === "failed");
    }
  }
}
