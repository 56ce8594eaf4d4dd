// @ts-check
// The composer of the board: text or one file goes into the buffer, several files at once become links.
import { find, isVisible, partsOf } from "./dom.js";
import { onDroppedOrPasted } from "./drop-and-paste.js";
import { send } from "./http.js";
import { errorMessage, tooManyFilesMessage } from "./messages.js";
import { refresh } from "./refresh.js";
import { toast } from "./toast.js";
import { UploadList } from "./upload-list.js";

const composer = document.querySelector("[data-composer]");
if (composer instanceof HTMLElement) enhance(composer);

/** @param {HTMLElement} composer */
function enhance(composer) {
  const part = partsOf(composer);
  const text = find(composer, "textarea", HTMLTextAreaElement);
  const error = part("composer-error");
  const pasteButton = part("paste");
  const maxFiles = Number(composer.dataset.maxFiles);
  const uploads = new UploadList({ maxFileSize: Number(composer.dataset.maxFileSize), changed: removeFinished });
  let sending = "";

  part("composer-text").addEventListener("submit", event => {
    event.preventDefault();
    void sendText(text.value);
  });
  text.addEventListener("keydown", event => {
    if (event.key !== "Enter" || !isSendKey(event)) return;
    event.preventDefault();
    void sendText(text.value);
  });
  text.addEventListener("input", showMainAction);
  document.addEventListener("refreshed", showMainAction);
  const picker = find(composer, "#file", HTMLInputElement);
  picker.multiple = true;
  for (const input of [picker, find(composer, "#camera", HTMLInputElement)]) {
    const sendChosen = () => {
      const files = [...input.files ?? []];
      input.value = "";
      if (files.length > 0) sendFiles(files);
    };
    input.addEventListener("change", sendChosen);
    sendChosen(); // before this script ran
  }
  // Text that is pasted outside of an input is sent at once.
  addEventListener("paste", event => {
    if (event.defaultPrevented || event.target instanceof Element && event.target.closest("input, textarea, dialog")) return;
    const pasted = event.clipboardData?.getData("text/plain") ?? "";
    if (pasted === "") return;
    event.preventDefault();
    void sendText(pasted);
  });
  onDroppedOrPasted(sendFiles, dropped => void sendText(dropped));

  // Plain http has no clipboard API; a hint explains how to paste there.
  pasteButton.hidden = navigator.clipboard === undefined;
  part("paste-hint").hidden = !pasteButton.hidden;
  pasteButton.addEventListener("click", async () => {
    try {
      await sendClipboard();
    } catch {
      toast("Paste is blocked by the browser. Paste into the box instead.");
      text.focus();
    }
  });
  // The shortcut "Paste" of the installed app opens /?paste.
  if (new URLSearchParams(location.search).has("paste")) (isVisible(pasteButton) ? pasteButton : text).focus();
  showMainAction();

  /** One filled button a page: Copy while there is an item, Paste on a phone before anything was typed, else Send. */
  function showMainAction() {
    const hasItem = (document.getElementById("buffer")?.dataset.version ?? "") !== "";
    part("send").classList.toggle("outlined", hasItem || text.value === "" && isVisible(pasteButton));
  }

  async function sendClipboard() {
    for (const item of await navigator.clipboard.read()) {
      const imageType = item.types.find(type => type.startsWith("image/"));
      if (item.types.includes("text/plain")) return sendText(await (await item.getType("text/plain")).text());
      if (imageType) return sendFiles([new File([await item.getType(imageType)], `picture.${imageType.slice("image/".length)}`, { type: imageType })]);
    }
    toast("Your clipboard is empty.");
  }

  /** @param {string} content */
  async function sendText(content) {
    if (content === "") return text.focus();
    // A repeated key or a double tap sends once.
    if (content === sending) return;
    sending = content;
    const response = await send("PUT", "file/buffer", {
      body: content,
      headers: { "X-Data-Type": "text", "Content-Type": "text/plain; charset=utf-8" },
    });
    sending = "";
    if (!response.ok) return showError(errorMessage(response));
    error.hidden = true;
    toast("Sent to your devices");
    // Keep what was typed during the request.
    if (text.value === content) text.value = "";
    await refresh("buffer");
  }

  /** @param {File[]} files */
  function sendFiles(files) {
    error.hidden = true;
    if (files.length > maxFiles) showError(tooManyFilesMessage(files.length, maxFiles));
    else if (files.length > 0) uploads.add(files, files.length === 1 ? "buffer" : "file");
  }

  function removeFinished() {
    const finished = uploads.items.filter(item => item.state === "done");
    for (const item of finished) {
      uploads.remove(item);
      toast(item.token ? "Link ready" : "Sent to your devices");
    }
    if (finished.length > 0) void refresh("buffer", "file");
  }

  /** @param {string} message */
  function showError(message) {
    error.textContent = message;
    error.hidden = false;
  }
}

/** On a touch keyboard Enter is the only key for a new line. @param {KeyboardEvent} event */
function isSendKey(event) {
  // Safari reports the Enter that ends a composition after it, with the key code of input methods.
  if (event.isComposing || event.keyCode === 229) return false;
  return event.ctrlKey || event.metaKey || !event.shiftKey && matchMedia("(pointer: fine)").matches;
}
