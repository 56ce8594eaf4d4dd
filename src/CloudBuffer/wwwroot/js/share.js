// @ts-check
// data-share="url", data-share-text="#id": the share sheet of the system, where there is one. Also for what is shown later.

document.addEventListener("click", event => {
  const button = /** @type {HTMLElement} */ (event.target).closest?.("[data-share], [data-share-text]");
  if (!(button instanceof HTMLElement)) return;
  const { share: url, shareTitle: title, shareText } = button.dataset;
  const what = shareText ? { text: document.querySelector(shareText)?.textContent ?? "" } : { title, url };
  navigator.share(what).catch(() => { }); // whoever closes the sheet wants no error
});

export function showShareButtons() {
  if (!("share" in navigator)) return;
  for (const button of document.querySelectorAll("[data-share], [data-share-text]")) /** @type {HTMLElement} */ (button).hidden = false;
}

showShareButtons();
