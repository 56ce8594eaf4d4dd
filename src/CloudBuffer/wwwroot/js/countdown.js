// @ts-check
// <time datetime data-countdown>: the time of expiry, and a countdown in the last ten minutes.
import { findAll } from "./dom.js";
import { onThisDevice, serverNow } from "./server-clock.js";

const countdownSeconds = 600;

function showCountdowns() {
  for (const element of findAll(document, "[data-countdown]", HTMLTimeElement)) {
    const expiresAt = new Date(element.dateTime);
    const secondsLeft = (expiresAt.getTime() - serverNow()) / 1000;
    if (secondsLeft > 0) element.textContent = remaining(expiresAt, secondsLeft);
    else if (element.textContent !== "Expired") expire(element);
  }
}

/** @param {Date} expiresAt @param {number} secondsLeft */
function remaining(expiresAt, secondsLeft) {
  if (secondsLeft > countdownSeconds) return `until ${onThisDevice(expiresAt).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" })}`;
  return secondsLeft > 60 ? `${Math.floor(secondsLeft / 60)} min left` : `${Math.ceil(secondsLeft)} s left`;
}

/** @param {HTMLTimeElement} element */
function expire(element) {
  element.textContent = "Expired";
  element.dispatchEvent(new Event("expired", { bubbles: true }));
  const item = element.closest("[data-item]");
  item?.classList.add("expired");
  item?.querySelectorAll("[data-actions]").forEach(actions => actions.remove());
}

showCountdowns();
setInterval(showCountdowns, 1000);
document.addEventListener("refreshed", showCountdowns);
