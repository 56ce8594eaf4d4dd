// @ts-check
import { find, partsOf } from "./dom.js";

const dialog = find(document, "[data-confirm-dialog]", HTMLDialogElement);
const part = partsOf(dialog);

/**
 * Asks before something is deleted.
 * @param {string} title
 * @param {string} text
 * @param {string} button the label of the button that confirms
 * @returns {Promise<boolean>}
 */
export function confirmAction(title, text, button) {
  part("dialog-title").textContent = title;
  part("dialog-text").textContent = text;
  part("dialog-confirm").textContent = button;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise(resolve => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}
