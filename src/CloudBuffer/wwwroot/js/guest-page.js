// @ts-check
// The page behind a receive link: sends the guest's files and message with progress. Without scripts the form is submitted as it is.
import { find, on, partsOf } from "./dom.js";
import { formatSize } from "./format.js";
import { send } from "./http.js";
import { errorMessage } from "./messages.js";
import { Speed } from "./speed.js";
import { keepAwakeDuring } from "./wake-lock.js";

on("submit", "[data-receive]", HTMLFormElement, async (form, event) => {
  event.preventDefault();
  const part = partsOf(form);
  const body = new FormData(form);
  const error = part("error");
  const problem = problemWith(body, Number(form.dataset.maxFiles), Number(form.dataset.maxBytes));
  error.hidden = problem === "";
  error.textContent = problem;
  if (problem !== "") return;
  const response = await sendWithProgress(form, body);
  const page = new DOMParser().parseFromString(response.body, "text/html").querySelector("main");
  if (response.ok && page) return document.querySelector("main")?.replaceWith(document.adoptNode(page));
  const [title, detail] = ["h1", "h1 + p"].map(selector => page?.querySelector(selector)?.textContent);
  error.textContent = title ? `${title}. ${detail ?? ""}` : errorMessage(response);
  error.hidden = false;
});

/** Found before a quarter of an hour of sending. @param {FormData} body @param {number} maxFiles @param {number} maxBytes */
function problemWith(body, maxFiles, maxBytes) {
  const count = [...body.values()].filter(value => value instanceof File ? value.name !== "" : value !== "").length;
  if (count === 0) return "Choose a file or write a message first.";
  if (count > maxFiles || sizeOf(body) > maxBytes) return `Too much for this link: up to ${maxFiles} more files, ${formatSize(maxBytes)} in total.`;
  return "";
}

/** @param {HTMLFormElement} form @param {FormData} body */
async function sendWithProgress(form, body) {
  const bar = find(form, "progress", HTMLProgressElement);
  const state = find(form, "[data-state]", HTMLElement);
  const button = find(form, "button", HTMLButtonElement);
  const total = sizeOf(body);
  const speed = new Speed();
  bar.hidden = total === 0;
  button.disabled = true;
  const response = await keepAwakeDuring(send("POST", form.action, {
    body,
    headers: { Accept: "text/html" },
    progress(bytes) {
      speed.sample(bytes);
      bar.value = Math.min(1, bytes / total);
      state.textContent = speed.describe(Math.min(bytes, total), total);
    },
  }));
  button.disabled = false;
  bar.hidden = true;
  state.textContent = "";
  return response;
}

/** @param {FormData} body */
function sizeOf(body) {
  return [...body.values()].reduce((sum, value) => sum + (value instanceof File ? value.size : value.length), 0);
}
