// @ts-check
// data-share="url": the share sheet of the system, where there is one. Also for what is shown later.

document.addEventListener("click", event => {
  const button = /** @type {HTMLElement} */ (event.target).closest?.("[data-share]");
  if (button instanceof HTMLElement) navigator.share({ title: button.dataset.shareTitle, url: button.dataset.share }).catch(() => { });
});

export function showShareButtons() {
  if (!("share" in navigator)) return;
  for (const button of document.querySelectorAll("[data-share]")) /** @type {HTMLElement} */ (button).hidden = false;
}

showShareButtons();
