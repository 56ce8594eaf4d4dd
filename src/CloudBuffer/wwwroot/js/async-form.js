// @ts-check
// form[data-async="Message"]: submitted without a reload, then the parts that data-changes names are refreshed.
// With data-confirm it asks first.
import { confirmAction } from "./confirm-dialog.js";
import { on } from "./dom.js";
import { send } from "./http.js";
import { errorMessage } from "./messages.js";
import { refresh } from "./refresh.js";
import { toast } from "./toast.js";

on("submit", "[data-async]", HTMLFormElement, async (form, event) => {
  event.preventDefault();
  const { async: message = "", changes = "", confirm: title, confirmText = "", confirmYes = "" } = form.dataset;
  // Before the dialog, while the form is still part of the page.
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) fields.append(name, String(value));
  if (title && !await confirmAction(title, confirmText, confirmYes)) return;
  const response = await send("POST", form.action, { body: fields });
  toast(response.ok ? message : errorMessage(response));
  // A focused input would keep the refresh from replacing its part of the page.
  if (document.activeElement instanceof HTMLInputElement) document.activeElement.blur();
  await refresh(changes);
});
