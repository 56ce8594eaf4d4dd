// @ts-check
// Files and text that are dropped on the page, and files that are pasted into it.
import { toast } from "./toast.js";

const textTypes = ["text/plain", "text/uri-list", "text/html"];

/** @param {(files: File[]) => void} receive @param {(text: string) => void} [receiveText] of text and addresses that are dropped beside a text box */
export function onDroppedOrPasted(receive, receiveText) {
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
      else toast("There is no file in that folder.");
    } catch {
      toast("One file can't be read, so nothing was sent. Try without it.");
    }
  });
  if (receiveText) onTextDropped(receiveText);
  addEventListener("paste", event => {
    const files = [...event.clipboardData?.files ?? []];
    // Office programs add a picture of the copied text, which is not what the user meant.
    if (files.length === 0 || event.clipboardData?.types.includes("text/plain")) return;
    event.preventDefault();
    receive(files);
  });
}

/** @param {(text: string) => void} receive */
function onTextDropped(receive) {
  let fromThisPage = false; // its own text and links are moved by accident
  addEventListener("dragstart", () => { fromThisPage = true; });
  addEventListener("dragend", () => { fromThisPage = false; });
  /** @param {DragEvent} event */
  const accepts = event => !fromThisPage && !hasFiles(event) && textTypes.some(type => event.dataTransfer?.types.includes(type))
    && !(event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement);
  addEventListener("dragover", event => { if (accepts(event)) event.preventDefault(); });
  addEventListener("drop", event => {
    if (!event.dataTransfer || !accepts(event)) return;
    event.preventDefault();
    const text = textIn(event.dataTransfer);
    if (text) receive(text);
  });
}

/** Programs that drag an address or formatted text do not always add it as plain text. @param {DataTransfer} data */
function textIn(data) {
  const plain = data.getData("text/plain");
  if (plain) return plain;
  const addresses = data.getData("text/uri-list").split(/\r?\n/).filter(line => line && !line.startsWith("#"));
  return addresses.length > 0 ? addresses.join("\n") : new DOMParser().parseFromString(data.getData("text/html"), "text/html").body.textContent ?? "";
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
  // Chromium has no global classes to test it with instanceof.
  if (entry.isFile) return [await new Promise((resolve, reject) => /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject))];
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  const files = [];
  for (; ;) {
    /** @type {FileSystemEntry[]} */
    const batch = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return files;
    for (const child of batch) files.push(...await filesUnder(child));
  }
}
