// @ts-check

const dialog = /** @type {HTMLDialogElement} */ (document.querySelector("[data-ask]"));

/**
 * Asks before something is destroyed.
 * @param {string} title
 * @param {string} text
 * @param {string} yes what the button that does it says
 * @returns {Promise<boolean>}
 */
export function ask(title, text, yes) {
  for (const [name, words] of [["title", title], ["text", text], ["yes", yes]])
    /** @type {HTMLElement} */ (dialog.querySelector(`[data-ask-${name}]`)).textContent = words;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise(done => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}
