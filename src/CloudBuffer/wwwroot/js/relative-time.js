// @ts-check
// <time datetime data-relative-time>: the age, such as "5 min ago".
import { findAll } from "./dom.js";
import { formatDuration } from "./format.js";
import { onThisDevice, serverNow } from "./server-clock.js";

function showRelativeTimes() {
  for (const element of findAll(document, "[data-relative-time]", HTMLTimeElement)) {
    const time = new Date(element.dateTime);
    const minutes = Math.floor((serverNow() - time.getTime()) / 60000);
    element.textContent = minutes < 1 ? "just now" : `${formatDuration(minutes * 60)} ago`;
    element.title = onThisDevice(time).toLocaleString();
  }
}

showRelativeTimes();
setInterval(showRelativeTimes, 60000);
document.addEventListener("refreshed", showRelativeTimes);
