// @ts-check
// data-delete="url": a link to the page that asks becomes a question here, and the item goes without a reload.
import { ask } from "./ask.js";
import { refresh } from "./refresh.js";
import { toast } from "./toast.js";
import { errorInWords } from "./words.js";

document.addEventListener("click", async event => {
  const link = /** @type {HTMLElement} */ (event.target).closest?.("[data-delete]");
  if (!(link instanceof HTMLElement)) return;
  event.preventDefault();
  const name = link.dataset.name ?? "this file";
  if (!await ask("Delete this file?", `The link to ${name} stops working at once, for everybody.`, "Delete")) return;
  try {
    const answer = await fetch(link.dataset.delete ?? "", { method: "DELETE", headers: { Accept: "application/json" } });
    // Not there any more is what was wanted.
    if (!answer.ok && answer.status !== 404) return toast(errorInWords(answer.status, await answer.text()));
  } catch {
    return toast(errorInWords(0, ""));
  }
  removeItem(link);
  toast("Deleted");
  await refresh("file");
});

/** @param {HTMLElement} link */
function removeItem(link) {
  const item = link.closest("[data-item]");
  const list = item?.closest("[data-items]");
  const next = item?.nextElementSibling ?? item?.previousElementSibling;
  item?.remove();
  // The focus stays near where it was.
  if (next) /** @type {HTMLElement | null} */ (next.querySelector("a, button"))?.focus();
  else if (list?.getAttribute("data-items")) location.assign(list.getAttribute("data-items") ?? "");
}
