// @ts-check

const place = /** @type {HTMLElement} */ (document.querySelector("[data-toast]"));
let timer = 0;

/** A short word at the bottom that goes by itself. @param {string} words */
export function toast(words) {
  place.textContent = words;
  place.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => { place.hidden = true; }, 3500);
}
