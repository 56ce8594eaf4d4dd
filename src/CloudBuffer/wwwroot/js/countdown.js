// @ts-check
// <time datetime data-countdown>: how long something still lives, counted down.
import { timeInWords } from "./words.js";

export function showCountdowns() {
  for (const element of document.querySelectorAll("time[data-countdown]")) {
    const end = new Date(/** @type {HTMLTimeElement} */ (element).dateTime);
    const left = (end.getTime() - Date.now()) / 1000;
    if (left > 0) {
      element.textContent = `${timeInWords(left)} left, until ${end.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}`;
      continue;
    }
    if (element.textContent === "Expired") continue;
    element.textContent = "Expired";
    element.dispatchEvent(new Event("expired", { bubbles: true }));
    const item = element.closest("[data-item]");
    item?.classList.add("over");
    item?.querySelectorAll("[data-actions]").forEach(actions => actions.remove());
  }
}

showCountdowns();
setInterval(showCountdowns, 1000);
