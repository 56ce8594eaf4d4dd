// @ts-check
// data-copy="#id": copies the text or value of that element; with data-copy-from="url" what is there instead.
import { toast } from "./toast.js";

document.addEventListener("click", async event => {
  const button = /** @type {HTMLElement} */ (event.target).closest?.("[data-copy]");
  if (!(button instanceof HTMLElement)) return;
  const source = document.querySelector(button.dataset.copy ?? "");
  if (!source) return;
  const words = button.textContent;
  const done = await copyText(() => textOf(source, button.dataset.copyFrom));
  if (done) {
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = words; }, 2000);
    toast("Copied");
  } else {
    select(source);
    toast("This browser does not let the page copy here. The text is selected: copy it by hand.");
  }
});

/** @param {Element} source @param {string | undefined} from */
async function textOf(source, from) {
  if (from) return await (await fetch(from)).text();
  return source instanceof HTMLInputElement ? source.value : source.textContent ?? "";
}

/** @param {() => Promise<string>} text */
async function copyText(text) {
  // Plain http has no clipboard API, but still the old command.
  if (!navigator.clipboard) return copyBySelection(await text());
  try {
    await navigator.clipboard.writeText(await text());
    return true;
  } catch {
    return copyBySelection(await text());
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
