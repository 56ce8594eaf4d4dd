// @ts-check
// The page for sharing files: once all uploads are complete, it leads to their links.
import { onDroppedOrPasted } from "./drop-and-paste.js";
import { find } from "./dom.js";
import { baseUrl } from "./http.js";
import { tooManyFilesMessage } from "./messages.js";
import { toast } from "./toast.js";
import { UploadList } from "./upload-list.js";

const form = document.querySelector("form[data-upload]");
if (form instanceof HTMLFormElement) enhance(form);

/** @param {HTMLFormElement} form */
function enhance(form) {
  const input = find(form, "input[type=file]", HTMLInputElement);
  const done = find(document, "[data-upload-done]", HTMLElement);
  const links = find(document, "[data-upload-links]", HTMLAnchorElement);
  const maxFiles = Number(form.dataset.maxFiles);
  const uploads = new UploadList({ maxFileSize: Number(form.dataset.maxFileSize), changed: showLinks });

  input.addEventListener("change", addChosen);
  onDroppedOrPasted(add);
  addChosen(); // before this script ran

  function addChosen() {
    const files = [...input.files ?? []];
    input.value = "";
    if (files.length > 0) add(files);
  }

  /** @param {File[]} files */
  function add(files) {
    // The server keeps so many files and deletes the oldest, which would be one of these.
    const count = uploads.items.length + files.length;
    if (count > maxFiles) toast(tooManyFilesMessage(count, maxFiles));
    else uploads.add(files, "file");
  }

  function showLinks() {
    const ready = uploads.items.filter(item => item.state === "done");
    done.hidden = ready.length === 0;
    links.href = new URL(`file/link?${ready.map(item => `token=${item.token}`).join("&")}`, baseUrl).href;
    links.textContent = ready.length === 1 ? "Show the link" : `Show the ${ready.length} links`;
    if (ready.length > 0 && ready.length === uploads.items.length) location.assign(links.href);
  }
}
