// @ts-check
// The upload page: when all files are there, on to their links.
import { takeIncomingFiles } from "./incoming.js";
import { toast } from "./toast.js";
import { Uploads } from "./uploads.js";
import { tooManyInWords } from "./words.js";

const form = document.querySelector("form[data-upload]");

if (form instanceof HTMLFormElement) {
  const input = /** @type {HTMLInputElement} */ (form.querySelector("input[type=file]"));
  const done = /** @type {HTMLElement} */ (document.querySelector("[data-upload-done]"));
  const links = /** @type {HTMLAnchorElement} */ (document.querySelector("[data-upload-links]"));
  const maxFiles = Number(form.dataset.maxFiles);
  const uploads = new Uploads({ maxFileSize: Number(form.dataset.maxFileSize), changed });

  input.addEventListener("change", () => {
    add([...input.files ?? []]);
    input.value = "";
  });
  takeIncomingFiles(add);

  /** @param {File[]} files */
  function add(files) {
    // More than are kept at once would push each other out.
    if (uploads.entries.length + files.length > maxFiles) toast(tooManyInWords(uploads.entries.length + files.length, maxFiles));
    else uploads.add(files, "file");
  }

  function changed() {
    const ready = uploads.entries.filter(entry => entry.state === "done");
    done.hidden = ready.length === 0;
    links.href = `/file/link?${ready.map(entry => `token=${entry.token}`).join("&")}`;
    links.textContent = ready.length === 1 ? "Show the link" : `Show the ${ready.length} links`;
    if (ready.length > 0 && ready.length === uploads.entries.length) location.assign(links.href);
  }
}
