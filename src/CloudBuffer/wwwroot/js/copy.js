// @ts-check
// data-copy="#id": copies the text or value of that element; with data-copy-from="url" what is there instead.
import { send } from "./request.js";
import { toast } from "./toast.js";
import { errorInWords } from "./words.js";

document.addEventListener("click", async event => {
  const button = /** @type {HTMLElement} */ (event.target).closest?.("[data-copy]");
  if (!(button instanceof HTMLElement)) return;
  const source = document.querySelector(button.dataset.copy ?? "");
  if (!source) return;
  const words = button.dataset.words ??= button.textContent ?? "";
  const from = button.dataset.copyFrom;
  try {
    if (await copyText(from ? download(from) : textOf(source))) {
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = words; }, 2000);
      toast("Copied");
    } else if (from) {
      toast("This browser does not let the page copy so much. Download it instead.");
    } else {
      select(source);
      toast("This browser does not let the page copy here. The text is selected: copy it by hand.");
    }
  } catch (error) {
    toast(error instanceof Error ? error.message : String(error));
  }
});

/** @param {Element} source */
function textOf(source) {
  return source instanceof HTMLInputElement ? source.value : source.textContent ?? "";
}

/** @param {string} url */
async function download(url) {
  const answer = await send("GET", url, null, {});
  if (answer.status !== 200) throw new Error(errorInWords(answer.status, answer.body));
  return answer.body;
}

/** @param {string | Promise<string>} text @returns {Promise<boolean>} */
async function copyText(text) {
  // Plain http has no clipboard API, but still the old command.
  if (!navigator.clipboard) return copyBySelection(await text);
  try {
    // Safari lets a page write during the tap only; what is still on its way it takes as a promise.
    if (typeof text === "string") await navigator.clipboard.writeText(text);
    else await navigator.clipboard.write([new ClipboardItem({ "text/plain": text.then(words => new Blob([words], { type: "text/plain" })) })]);
    return true;
  } catch {
    return copyBySelection(await text);
  }
}

/** @param {string} text */
function copyBySelection(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.readOnly = true;
  area.className = "hidden";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

/** @param {Element} source */
function select(source) {
  if (source instanceof HTMLInputElement) source.select();
  else getSelection()?.selectAllChildren(source);
}
