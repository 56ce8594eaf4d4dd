// @ts-check
// What a guest sends, with progress. Without it the form sends itself.
import { keepAwakeDuring } from "./awake.js";
import { send } from "./request.js";
import { Speed } from "./speed.js";
import { toast } from "./toast.js";
import { errorInWords } from "./words.js";

document.addEventListener("submit", async event => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-guest]")) return;
  event.preventDefault();
  const bar = /** @type {HTMLProgressElement} */ (form.querySelector("progress"));
  const state = /** @type {HTMLElement} */ (form.querySelector("[data-state]"));
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
  const speed = new Speed();
  let total = 0;
  for (const value of new FormData(form).values()) total += value instanceof File ? value.size : value.length;
  bar.hidden = total === 0;
  button.disabled = true;
  const answer = await keepAwakeDuring(send("POST", form.action, new FormData(form), { Accept: "text/html" }, {
    progress(bytes) {
      speed.note(bytes);
      bar.value = Math.min(1, bytes / total);
      state.textContent = speed.inWords(Math.min(bytes, total), total);
    },
  }));
  button.disabled = false;
  bar.hidden = true;
  const main = new DOMParser().parseFromString(answer.body, "text/html").querySelector("main");
  if (answer.status >= 200 && answer.status < 300 && main) document.querySelector("main")?.replaceWith(document.adoptNode(main));
  else toast(answer.status === 0 ? errorInWords(0, "") : main?.querySelector("h1")?.textContent ?? errorInWords(answer.status, ""));
  state.textContent = "";
});
