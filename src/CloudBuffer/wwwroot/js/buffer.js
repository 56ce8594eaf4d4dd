// @ts-check
// The start page: puts text and files into the buffer, and shows what comes from elsewhere. What is being typed is never touched.
import { ask } from "./ask.js";
import { keepAwakeDuring } from "./awake.js";
import { showCountdowns } from "./countdown.js";
import { takeIncomingFiles } from "./incoming.js";
import { listen } from "./live.js";
import { send } from "./request.js";
import { showShareButtons } from "./share.js";
import { Speed } from "./speed.js";
import { toast } from "./toast.js";
import { errorInWords, sizeInWords } from "./words.js";

const put = document.querySelector("[data-put]");

if (put instanceof HTMLElement) {
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (put.querySelector(`[data-${name}]`));
  const content = () => /** @type {HTMLElement} */ (document.querySelector("[data-buffer]"));
  const text = /** @type {HTMLTextAreaElement} */ (put.querySelector("textarea"));
  const picker = /** @type {HTMLInputElement} */ (put.querySelector("input[type=file]"));
  const maxFileSize = Number(put.dataset.maxFileSize);
  let stop = new AbortController();

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
  for (const input of [picker, /** @type {HTMLInputElement} */ (document.querySelector("#camera"))]) {
    input.addEventListener("change", () => {
      if (input.files?.[0]) void putFile(input.files[0]);
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
  takeIncomingFiles(files => {
    if (files.length > 1) toast(`The buffer holds one file: ${files[0].name}. For several, use Send a file.`);
    void putFile(files[0]);
  });
  part("cancel").addEventListener("click", () => stop.abort());
  const paste = part("paste");
  paste.hidden = navigator.clipboard?.readText === undefined;
  paste.addEventListener("click", async () => {
    try {
      await putText(await navigator.clipboard.readText());
    } catch {
      toast("The browser did not let the page read the clipboard. Paste into the box instead.");
    }
  });
  document.addEventListener("submit", async event => {
    if (!(event.target instanceof HTMLFormElement) || !event.target.matches("[data-clear]")) return;
    event.preventDefault();
    if (!await ask("Clear the buffer?", "What is in it is gone on all your devices.", "Clear")) return;
    await finish(await send("DELETE", "/file/buffer", null, { Accept: "application/json" }), "Cleared");
  });
  listen({
    changed(kind, id) {
      // What was put in here is shown already.
      if (kind === "buffer" && (id === "" || id !== content().dataset.version)) void refresh("[data-buffer]", "[data-earlier]");
      if (kind === "file") void refresh("[data-files]");
      if (kind === "device" && id !== "") toast("Another device has signed in");
    },
    offline(words) {
      const note = /** @type {HTMLElement} */ (document.querySelector("[data-offline]"));
      if (note.textContent !== words) note.textContent = words;
      note.hidden = words === "";
    },
  });

  /** @param {string} words */
  async function putText(words) {
    if (words === "") return text.focus();
    const answer = await send("PUT", "/file/buffer", words, { "X-Data-Type": "text", "Content-Type": "text/plain; charset=utf-8", "Accept": "application/json" });
    // Only what was sent is taken away: more may have been typed meanwhile.
    if (await finish(answer, "It is in the buffer") && text.value === words) text.value = "";
  }

  /** @param {File} file */
  async function putFile(file) {
    if (file.size > maxFileSize) return fail(`${file.name} is larger than ${sizeInWords(maxFileSize)}, which is the most that fits.`);
    stop.abort(); // the last one wins
    const mine = stop = new AbortController();
    const speed = new Speed();
    const bar = /** @type {HTMLProgressElement} */ (part("progress"));
    part("name").textContent = file.name;
    part("size").textContent = sizeInWords(file.size);
    part("state").textContent = "Starting";
    bar.value = 0;
    bar.setAttribute("aria-label", `Upload of ${file.name}`);
    part("put-progress").hidden = false;
    const answer = await keepAwakeDuring(send("PUT", `/file/buffer/${encodeURIComponent(file.name)}`, file, {
      "X-Data-Type": "file", "Content-Type": file.type || "application/octet-stream", "Accept": "application/json",
    }, {
      signal: mine.signal,
      progress(bytes) {
        speed.note(bytes);
        bar.value = file.size === 0 ? 1 : bytes / file.size;
        part("state").textContent = speed.inWords(bytes, file.size);
      },
    }));
    if (mine !== stop) return;
    part("put-progress").hidden = true;
    if (mine.signal.aborted) toast("Cancelled");
    else await finish(answer, "It is in the buffer");
  }

  /** @param {import("./request.js").Answer} answer @param {string} words */
  async function finish(answer, words) {
    if (answer.status < 200 || answer.status >= 300) {
      fail(errorInWords(answer.status, answer.body));
      return false;
    }
    part("put-error").hidden = true;
    toast(words);
    await refresh("[data-buffer]", "[data-earlier]");
    return true;
  }

  /** @param {string} words */
  function fail(words) {
    part("put-error").textContent = words;
    part("put-error").hidden = false;
  }

  /** @param {string[]} parts selectors of what is to be shown anew */
  async function refresh(...parts) {
    const answer = await fetch("/", { headers: { Accept: "text/html" }, cache: "no-store" }).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of parts) {
      const [fresh, old] = [page.querySelector(part), document.querySelector(part)];
      if (!(fresh instanceof HTMLElement && old instanceof HTMLElement)) continue;
      // Whoever is in the middle of it with the keyboard is not thrown out by news that change nothing.
      const html = fresh.innerHTML;
      if (html === old.dataset.shown) continue;
      fresh.dataset.shown = html;
      if (old.querySelector("details")?.open) fresh.querySelector("details")?.setAttribute("open", "");
      old.replaceWith(document.adoptNode(fresh));
    }
    showCountdowns();
    showShareButtons();
  }
}
