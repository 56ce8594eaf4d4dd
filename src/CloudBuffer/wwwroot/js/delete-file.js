// @ts-check
// a[data-delete="url"]: a dialog instead of the confirmation page, and the file is removed without a reload.
import { confirmAction } from "./confirm-dialog.js";
import { on } from "./dom.js";
import { send } from "./http.js";
import { isolated } from "./format.js";
import { errorMessage } from "./messages.js";
import { refresh } from "./refresh.js";
import { toast } from "./toast.js";

on("click", "[data-delete]", HTMLElement, async (link, event) => {
  event.preventDefault();
  const { delete: url = "", name = "this file" } = link.dataset;
  if (!await confirmAction("Delete this file?", `The link to ${isolated(name)} stops working for everyone.`, "Delete")) return;
  const response = await send("DELETE", url);
  // 404: deleted or expired in the meantime, which is what the user wanted.
  if (!response.ok && response.status !== 404) return toast(errorMessage(response));
  removeItem(link);
  toast("Deleted");
  await refresh("file");
});

/** @param {HTMLElement} link */
function removeItem(link) {
  const item = link.closest("[data-item]");
  const pageWhenEmpty = item?.closest("[data-items]")?.getAttribute("data-items");
  const neighbor = item?.nextElementSibling ?? item?.previousElementSibling;
  item?.remove();
  if (!neighbor) {
    if (pageWhenEmpty) location.assign(pageWhenEmpty);
    return;
  }
  // Keyboard users stay where they were in the list.
  const focusable = neighbor.querySelector("a, button");
  if (focusable instanceof HTMLElement) focusable.focus();
}
