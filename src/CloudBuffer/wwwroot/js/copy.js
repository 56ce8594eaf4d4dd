// @ts-check
// data-copy="#id": copies the text or value of that element; with data-copy-from="url" the text behind that URL.
import { on } from "./dom.js";
import { send } from "./http.js";
import { errorMessage, messageOf } from "./messages.js";
import { toast } from "./toast.js";

on("click", "[data-copy]", HTMLElement, async button => {
  const { copy: selector = "", copyFrom: url } = button.dataset;
  const source = document.querySelector(selector);
  if (!source) return;
  try {
    if (await copyText(url ? download(url) : textOf(source))) {
      confirmOn(button);
    } else if (url) {
      toast("Too long to copy here. Download it instead.");
    } else {
      select(source);
      toast("Couldn't copy. The text is selected: press Ctrl+C.");
    }
  } catch (error) {
    toast(messageOf(error));
  }
});

/** @type {WeakMap<HTMLElement, number>} */
const labelTimers = new WeakMap();

/** @param {HTMLElement} button */
function confirmOn(button) {
  // A second click within two seconds must not take "Copied" for the label.
  const label = button.dataset.label ??= button.textContent ?? "";
  button.textContent = "Copied";
  clearTimeout(labelTimers.get(button));
  labelTimers.set(button, setTimeout(() => { button.textContent = label; }, 2000));
  toast("Copied");
}

/** @param {Element} source */
function textOf(source) {
  return source instanceof HTMLInputElement ? source.value : source.textContent ?? "";
}

/** @param {string} url */
async function download(url) {
  const response = await send("GET", url, { headers: { Accept: "*/*" } });
  if (response.status !== 200) throw new Error(errorMessage(response));
  return response.body;
}

/** @param {string | Promise<string>} text @returns {Promise<boolean>} */
async function copyText(text) {
  // Over plain http there is no clipboard API, only execCommand.
  if (!navigator.clipboard) return copyBySelection(await text);
  try {
    // Safari allows writing only during the tap; a text that is still loading is passed as a promise.
    if (typeof text === "string") await navigator.clipboard.writeText(text);
    else await navigator.clipboard.write([new ClipboardItem({ "text/plain": text.then(blobOf) })]);
    return true;
  } catch {
    return copyBySelection(await text);
  }
}

/** @param {string} text */
function blobOf(text) {
  if (text.startsWith("\uFEFF")) throw new Error("The clipboard takes a byte order mark off a Blob.");
  return new Blob([text], { type: "text/plain" });
}

/** Sets the text in the copy event: what is selected would lose white space and line breaks. @param {string} text */
function copyBySelection(text) {
  const area = document.createElement("textarea");
  area.value = "."; // browsers copy only where something is selected
  area.readOnly = true;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  let copied = false;
  /** @param {ClipboardEvent} event */
  const set = event => {
    event.preventDefault();
    event.stopImmediatePropagation();
    event.clipboardData?.setData("text/plain", text);
    copied = event.clipboardData !== null;
  };
  addEventListener("copy", set, { capture: true });
  document.execCommand("copy");
  removeEventListener("copy", set, { capture: true });
  area.remove();
  return copied;
}

/** @param {Element} source */
function select(source) {
  if (source instanceof HTMLInputElement) source.select();
  else getSelection()?.selectAllChildren(source);
}
