// @ts-check
// data-delete="url": a link to the page that asks becomes a question here, and the item goes without a reload.
import { ask } from "./ask.js";
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
});

/** @param {HTMLElement} link */
function removeItem(link) {
  const item = link.closest("[data-item]");
  const list = item?.closest("[data-items]");
  const next = item?.nextElementSibling ?? item?.previousElementSibling;
  item?.remove();
  const left = list?.querySelectorAll("[data-item]").length ?? 0;
  const count = document.querySelector("[data-count]");
  if (count) count.textContent = String(left);
  if (left > 0) {
    // The focus stays near where it was.
    /** @type {HTMLElement | null | undefined} */ (next?.querySelector("a, button"))?.focus();
    return;
  }
  const elsewhere = list?.getAttribute("data-items");
  if (elsewhere) location.assign(elsewhere);
  list?.remove();
  const empty = document.querySelector("[data-empty]");
  if (empty instanceof HTMLElement) {
    empty.hidden = false;
    empty.querySelector("a")?.focus();
  }
}
