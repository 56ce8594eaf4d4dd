// @ts-check
// form[data-quiet="Done"]: sends itself without a reload, says so, and shows anew what data-changes names. With data-confirm it asks first.
import { ask } from "./ask.js";
import { refresh } from "./refresh.js";
import { send } from "./request.js";
import { toast } from "./toast.js";
import { errorInWords } from "./words.js";

document.addEventListener("submit", async event => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-quiet]")) return;
  event.preventDefault();
  const { quiet = "", changes = "", confirm: title, confirmText = "", confirmYes = "" } = form.dataset;
  const fields = new URLSearchParams(/** @type {[string, string][]} */ ([...new FormData(form)]));
  if (title && !await ask(title, confirmText, confirmYes)) return;
  const answer = await send("POST", form.action, fields.toString(), { "Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json" });
  const done = answer.status >= 200 && answer.status < 300;
  toast(done ? quiet : errorInWords(answer.status, answer.body));
  if (document.activeElement instanceof HTMLInputElement) document.activeElement.blur();
  await refresh(changes);
});
