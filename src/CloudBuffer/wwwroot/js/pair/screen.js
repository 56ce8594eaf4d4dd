// @ts-check
// What the four screens of pairing share. data-pair names the screen; it shows one data-step at a time.
import { findAll, isVisible, partsOf } from "../dom.js";
import { baseUrl, isTemporaryFailure, sendJson } from "../http.js";
import { errorMessage } from "../messages.js";

export const pollMilliseconds = 700;
const warningSeconds = 15;
const maxAttempts = 5;

/** How many codes are shown one after another to a page that is open but not used. */
export const maxCodes = 5;

export class PairingScreen {
  #countdown = 0;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.part = partsOf(root);
  }

  /** @param {string} step */
  show(step) {
    for (const element of findAll(this.root, "[data-step]", HTMLElement)) element.hidden = element.dataset.step !== step;
  }

  /** @param {string} message */
  end(message) {
    this.part("message").textContent = message;
    this.show("ended");
  }

  /** @param {string} svg drawn by the server @param {string} label */
  drawCode(svg, label) {
    const image = document.adoptNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement);
    image.setAttribute("class", "qr");
    image.setAttribute("role", "img");
    image.setAttribute("aria-label", label);
    this.part("qr").replaceChildren(image);
  }

  /** Counts down in the last seconds of a code. @param {number} expiresAt @param {string} label such as "New code in" */
  countDown(expiresAt, label) {
    clearInterval(this.#countdown);
    this.#countdown = setInterval(() => {
      const seconds = Math.ceil((expiresAt - Date.now()) / 1000);
      this.part("code-expiry").textContent = seconds > 0 && seconds <= warningSeconds ? `${label} ${seconds} s` : "";
      if (seconds <= 0) clearInterval(this.#countdown);
    }, 500);
  }

  /** Allows or denies the other device. @param {{ id: string, answer: string, number: string }} fields */
  async respond(fields) {
    const response = await sendWithRetries("device/answer", fields);
    if (!response.ok) this.end(errorMessage(response));
    else if (fields.answer === "allow") this.show("done");
    else this.end("Denied.");
  }
}

/**
 * Runs a screen if the page has it and shows it: beside the sign-in form it is hidden on phones, which cannot scan themselves.
 * @param {string} name
 * @param {(screen: PairingScreen) => Promise<void>} run
 */
export function startScreen(name, run) {
  const root = document.querySelector(`[data-pair="${name}"]`);
  if (!(root instanceof HTMLElement) || !isVisible(root)) return;
  // Another code was scanned into the same tab, or another window changed the fragment (login CSRF).
  addEventListener("hashchange", askToConfirm);
  void run(new PairingScreen(root));
}

/** Loads the page again with a question before it uses its code. */
export function askToConfirm() {
  location.replace(`${location.pathname}?confirm${location.hash}`);
}

/** Removes the secret of the scanned code from the address bar. */
export function takeSecret() {
  const secret = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  return secret;
}

/** Waits for the approval, then opens the board. @param {string} claim @returns {Promise<string>} why it failed; empty on success */
export async function redeem(claim) {
  for (; ;) {
    await pollInterval();
    const response = await sendJson("POST", "device/finish", { claim });
    if (response.status === 200) {
      location.replace(baseUrl);
      return "";
    }
    if (!response.ok && !isTemporaryFailure(response)) return errorMessage(response);
  }
}

/** Posts a request that may be repeated, until there is more than a temporary failure. @param {string} url @param {Record<string, string>} [fields] */
export async function sendWithRetries(url, fields) {
  for (let attempt = 1; ; attempt++) {
    const response = await sendJson("POST", url, fields);
    if (!isTemporaryFailure(response) || attempt === maxAttempts) return response;
    await pollInterval();
  }
}

export function pollInterval() {
  return new Promise(resolve => setTimeout(resolve, pollMilliseconds));
}

export async function pageVisible() {
  while (document.hidden) await new Promise(resolve => document.addEventListener("visibilitychange", resolve, { once: true }));
}
