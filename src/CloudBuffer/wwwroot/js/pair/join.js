// @ts-check
// On the device that scanned the code of an offer: shows a number and waits for the approval.
import { findAll } from "../dom.js";
import { sendJson } from "../http.js";
import { errorMessage } from "../messages.js";
import { askToConfirm, redeem, startScreen, takeSecret } from "./screen.js";

startScreen("join", async screen => {
  // Login CSRF: the device changes accounts only after a click, unless a camera opened the page. The server cannot tell a return in the
  // history, to a code that another window set.
  const [continueButton] = findAll(screen.root, "[data-continue]", HTMLButtonElement);
  const [opened] = performance.getEntriesByType("navigation");
  if (!continueButton && !(opened instanceof PerformanceNavigationTiming && opened.type === "navigate")) return askToConfirm();
  const secret = takeSecret();
  if (continueButton) await new Promise(resolve => {
    continueButton.addEventListener("click", resolve, { once: true });
    continueButton.disabled = false; // a tap before the script ran would be lost
  });
  screen.show("show");
  const claimed = await sendJson("POST", "device/claim", { secret });
  if (!claimed.ok) return screen.end(errorMessage(claimed));
  const { claim, number, owner } = JSON.parse(claimed.body);
  screen.part("number").textContent = number;
  screen.part("owner").textContent = owner;
  screen.part("owner-known").hidden = false;
  const failure = await redeem(claim);
  if (failure !== "") screen.end(failure);
});
