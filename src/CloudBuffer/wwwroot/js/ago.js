// @ts-check
// <time datetime data-ago>: how long ago that was, in words.
import { timeInWords } from "./words.js";

export function showAges() {
  for (const element of /** @type {NodeListOf<HTMLTimeElement>} */ (document.querySelectorAll("time[data-ago]"))) {
    const at = new Date(element.dateTime);
    const minutes = Math.floor((Date.now() - at.getTime()) / 60000);
    element.textContent = minutes < 1 ? "just now" : `${timeInWords(minutes * 60)} ago`;
    element.title = at.toLocaleString();
  }
}

showAges();
setInterval(showAges, 60000);
