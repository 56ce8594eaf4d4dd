// @ts-check
// What a guest sends, with progress. Without it the form sends itself.
import { keepAwakeDuring } from "./awake.js";
import { send } from "./request.js";
import { Speed } from "./speed.js";
import { errorInWords, sizeInWords } from "./words.js";

document.addEventListener("submit", async event => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-guest]")) return;
  event.preventDefault();
  const bar = /** @type {HTMLProgressElement} */ (form.querySelector("progress"));
  const state = /** @type {HTMLElement} */ (form.querySelector("[data-state]"));
  const error = /** @type {HTMLElement} */ (form.querySelector("[data-error]"));
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
  const maxFiles = Number(form.dataset.maxFiles), maxBytes = Number(form.dataset.maxBytes);
  const things = new FormData(form);
  const sizes = [...things.values()].map(value => value instanceof File ? value.size : value.length);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  error.hidden = true;
  const count = [...things.values()].filter(value => value instanceof File ? value.name !== "" : value !== "").length;
  if (count === 0)
    return fail("There is nothing to send yet. Pick a file or write something.");
  // Not after a quarter of an hour of sending.
  if (count > maxFiles || total > maxBytes)
    return fail(`That is too much. Up to ${maxFiles} more files, a text being one of them, and ${sizeInWords(maxBytes)} in all can be sent here: take fewer, or smaller ones.`);

  bar.hidden = total === 0;
  button.disabled = true;
  const speed = new Speed();
  const answer = await keepAwakeDuring(send("POST", form.action, things, { Accept: "text/html" }, {
    progress(bytes) {
      speed.note(bytes);
      bar.value = Math.min(1, bytes / total);
      state.textContent = speed.inWords(Math.min(bytes, total), total);
    },
  }));
  button.disabled = false;
  bar.hidden = true;
  state.textContent = "";
  const main = new DOMParser().parseFromString(answer.body, "text/html").querySelector("main");
  if (answer.status >= 200 && answer.status < 300 && main) return document.querySelector("main")?.replaceWith(document.adoptNode(main));
  const [title, detail] = ["h1", "h1 + p"].map(part => main?.querySelector(part)?.textContent);
  fail(title ? `${title}. ${detail ?? ""}` : errorInWords(answer.status, answer.body));

  /** @param {string} words */
  function fail(words) {
    error.textContent = words;
    error.hidden = false;
  }
});
