// @ts-check
import { find } from "./dom.js";

const visibleMilliseconds = 3500;
const element = find(document, "[data-toast]", HTMLElement);
let timer = 0;

/** Shows a short message at the bottom of the page. @param {string} message */
export function toast(message) {
  element.textContent = message;
  element.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => { element.hidden = true; }, visibleMilliseconds);
}
