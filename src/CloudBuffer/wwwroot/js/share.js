// @ts-check
// data-share="url": the share sheet of the system, where there is one.

if ("share" in navigator) {
  for (const button of document.querySelectorAll("[data-share]")) {
    if (!(button instanceof HTMLElement)) continue;
    button.hidden = false;
    button.addEventListener("click", () => navigator.share({ title: button.dataset.shareTitle, url: button.dataset.share }).catch(() => { }));
  }
}
