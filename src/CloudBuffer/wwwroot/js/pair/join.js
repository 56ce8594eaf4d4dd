// @ts-check
// On the device that scanned the code of an offer: shows a number and waits for the approval.
import { findAll } from "../dom.js";
import { sendJson } from "../http.js";
import { errorMessage } from "../messages.js";
import { redeem, startScreen, takeSecret } from "./screen.js";

startScreen("join", async screen => {
  const secret = takeSecret();
  // Login CSRF: the device changes accounts only after a click.
  const [continueButton] = findAll(screen.root, "[data-continue]", HTMLButtonElement);
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
