// @ts-check
// Files that are dropped on the page or pasted into it.
import { toast } from "./toast.js";

/** @param {(files: File[]) => void} receive */
export function onFilesDroppedOrPasted(receive) {
  let depth = 0; // dragenter and dragleave are also fired for each element inside the page

  /** @param {number} newDepth */
  function setDepth(newDepth) {
    depth = Math.max(0, newDepth);
    document.body.classList.toggle("dropping", depth > 0);
  }

  addEventListener("dragenter", event => { if (hasFiles(event)) setDepth(depth + 1); });
  addEventListener("dragleave", event => { if (hasFiles(event)) setDepth(depth - 1); });
  addEventListener("dragover", event => { if (hasFiles(event)) event.preventDefault(); });
  addEventListener("drop", async event => {
    if (!hasFiles(event) || !event.dataTransfer) return;
    event.preventDefault();
    setDepth(0);
    try {
      const files = await filesOf(event.dataTransfer);
      if (files.length > 0) receive(files);
    } catch {
      toast("One file can't be read, so nothing was sent. Try without it.");
    }
  });
  addEventListener("paste", event => {
    const files = [...event.clipboardData?.files ?? []];
    // Office programs add a picture of the copied text, which is not what the user meant.
    if (files.length === 0 || event.clipboardData?.types.includes("text/plain")) return;
    event.preventDefault();
    receive(files);
  });
}

/** @param {DragEvent} event */
function hasFiles(event) {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

/** Includes files in folders. @param {DataTransfer} data @returns {Promise<File[]>} */
async function filesOf(data) {
  const entries = [...data.items].map(item => item.webkitGetAsEntry?.() ?? null).filter(entry => entry !== null);
  if (entries.length === 0) return [...data.files];
  return (await Promise.all(entries.map(filesUnder))).flat();
}

/** @param {FileSystemEntry} entry @returns {Promise<File[]>} */
async function filesUnder(entry) {
  if (entry instanceof FileSystemFileEntry) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  if (!(entry instanceof FileSystemDirectoryEntry)) return [];
  const reader = entry.createReader();
  const files = [];
  for (; ;) {
    /** @type {FileSystemEntry[]} */
    const batch = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return files;
    for (const child of batch) files.push(...await filesUnder(child));
  }
}
