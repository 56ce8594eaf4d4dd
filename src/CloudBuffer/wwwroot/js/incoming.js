// @ts-check
// Files that are dropped on the page or pasted into it.
import { toast } from "./toast.js";

/**
 * @param {(files: File[]) => void} take
 */
export function takeIncomingFiles(take) {
  let depth = 0;
  const mark = (/** @type {boolean} */ on) => document.body.classList.toggle("dropping", on);
  const hasFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files") ?? false;

  addEventListener("dragenter", event => { if (hasFiles(event)) { depth++; mark(true); } });
  addEventListener("dragleave", event => { if (hasFiles(event) && --depth <= 0) { depth = 0; mark(false); } });
  addEventListener("dragover", event => { if (hasFiles(event)) event.preventDefault(); });
  addEventListener("drop", async event => {
    if (!hasFiles(event) || !event.dataTransfer) return;
    event.preventDefault();
    depth = 0;
    mark(false);
    try {
      const files = await filesOf(event.dataTransfer);
      if (files.length > 0) take(files);
    } catch {
      toast("One of them cannot be read, so nothing was sent. Leave it out and drop the rest again.");
    }
  });
  addEventListener("paste", event => {
    const files = [...event.clipboardData?.files ?? []];
    // Text beside the files, as office programs put it, is what was meant.
    if (files.length === 0 || event.clipboardData?.types.includes("text/plain")) return;
    event.preventDefault();
    take(files);
  });
}

/** Files, also those in folders. @param {DataTransfer} data @returns {Promise<File[]>} */
async function filesOf(data) {
  const entries = [...data.items].map(item => item.webkitGetAsEntry?.()).filter(entry => entry !== null && entry !== undefined);
  if (entries.length === 0) return [...data.files];
  return (await Promise.all(entries.map(filesUnder))).flat();
}

/** @param {FileSystemEntry} entry @returns {Promise<File[]>} */
async function filesUnder(entry) {
  if (entry.isFile) return [await new Promise((done, failed) => /** @type {FileSystemFileEntry} */ (entry).file(done, failed))];
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  const files = [];
  for (; ;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (some.length === 0) return files;
    for (const child of some) files.push(...await filesUnder(child));
  }
}
