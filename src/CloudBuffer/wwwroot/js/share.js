// @ts-check
// data-share="url", data-share-text="#id": the share sheet of the system, where there is one.
import { findAll, on } from "./dom.js";

const shareButtons = "[data-share], [data-share-text]";

on("click", shareButtons, HTMLElement, ({ dataset: { share: url, shareTitle: title, shareText } }) => {
  const content = shareText ? { text: document.querySelector(shareText)?.textContent ?? "" } : { title, url };
  navigator.share(content).catch(() => undefined); // rejected when the user closes the sheet
});

function showShareButtons() {
  if (!("share" in navigator)) return;
  for (const button of findAll(document, shareButtons, HTMLElement)) button.hidden = false;
}

showShareButtons();
document.addEventListener("refreshed", showShareButtons);
