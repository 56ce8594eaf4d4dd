// @ts-check
// The board's box: whatever is typed, pasted, dropped or picked goes into the buffer; several files at once become links.
import { takeIncomingFiles } from "./incoming.js";
import { refresh } from "./refresh.js";
import { send } from "./request.js";
import { toast } from "./toast.js";
import { Uploads } from "./uploads.js";
import { errorInWords, tooManyInWords } from "./words.js";

const put = document.querySelector("[data-put]");

if (put instanceof HTMLElement) {
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (put.querySelector(`[data-${name}]`));
  const text = /** @type {HTMLTextAreaElement} */ (put.querySelector("textarea"));
  const picker = /** @type {HTMLInputElement} */ (put.querySelector("#file"));
  const camera = /** @type {HTMLInputElement} */ (put.querySelector("#camera"));
  const maxFiles = Number(put.dataset.maxFiles);
  let onItsWay = "";
  const uploads = new Uploads({ maxFileSize: Number(put.dataset.maxFileSize), changed });

  part("put-text").addEventListener("submit", event => {
    event.preventDefault();
    void putText(text.value);
  });
  text.addEventListener("keydown", event => {
    // On a touch keyboard Enter is the only way to a new line.
    const sends = event.ctrlKey || event.metaKey || !event.shiftKey && !event.isComposing && matchMedia("(pointer: fine)").matches;
    if (event.key === "Enter" && sends) {
      event.preventDefault();
      void putText(text.value);
    }
  });
  picker.multiple = true;
  for (const input of [picker, camera]) {
    input.addEventListener("change", () => {
      putFiles([...input.files ?? []]);
      input.value = "";
    });
  }
  // Pasted beside the box, text goes in at once.
  addEventListener("paste", event => {
    if (event.defaultPrevented || event.target instanceof Element && event.target.closest("input, textarea, dialog")) return;
    const words = event.clipboardData?.getData("text/plain") ?? "";
    if (words === "") return;
    event.preventDefault();
    void putText(words);
  });
  takeIncomingFiles(putFiles);

  const paste = part("paste");
  // Plain http has no clipboard API, and the page says so.
  paste.hidden = navigator.clipboard === undefined;
  part("paste-words").hidden = !paste.hidden;
  paste.addEventListener("click", async () => {
    try {
      await putClipboard();
    } catch {
      toast("The browser did not let the page read the clipboard. Paste into the box instead.");
      text.focus();
    }
  });
  // The shortcut of the installed app: one tap from here.
  if (new URLSearchParams(location.search).has("paste")) (paste.checkVisibility() ? paste : text).focus();

  async function putClipboard() {
    for (const item of await navigator.clipboard.read()) {
      const picture = item.types.find(type => type.startsWith("image/"));
      if (item.types.includes("text/plain")) return putText(await (await item.getType("text/plain")).text());
      if (picture) return putFiles([new File([await item.getType(picture)], `picture.${picture.slice("image/".length)}`, { type: picture })]);
    }
    toast("There is nothing in the clipboard that can be put in.");
  }

  /** @param {string} words */
  async function putText(words) {
    if (words === "") return text.focus();
    // A key held down too long, or a button tapped twice, means one.
    if (words === onItsWay) return;
    onItsWay = words;
    const answer = await send("PUT", "/file/buffer", words, { "X-Data-Type": "text", "Content-Type": "text/plain; charset=utf-8", "Accept": "application/json" });
    onItsWay = "";
    if (answer.status < 200 || answer.status >= 300) return fail(errorInWords(answer.status, answer.body));
    part("put-error").hidden = true;
    toast("It is in the buffer");
    // Only what was sent is taken away: more may have been typed meanwhile.
    if (text.value === words) text.value = "";
    await refresh("buffer");
  }

  /** @param {File[]} files */
  function putFiles(files) {
    part("put-error").hidden = true;
    if (files.length > maxFiles) fail(tooManyInWords(files.length, maxFiles));
    else if (files.length > 0) uploads.add(files, files.length === 1 ? "buffer" : "file");
  }

  function changed() {
    const done = uploads.entries.filter(entry => entry.state === "done");
    for (const entry of done) {
      uploads.remove(entry);
      toast(entry.token ? `${entry.file.name} has its link` : "It is in the buffer");
    }
    if (done.length > 0) void refresh("buffer", "file");
  }

  /** @param {string} words */
  function fail(words) {
    part("put-error").textContent = words;
    part("put-error").hidden = false;
  }
}
