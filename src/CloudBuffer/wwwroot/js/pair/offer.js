// @ts-check
// On a signed-in device: shows a code, and asks whether the device that scanned it may sign in.
import { findAll } from "../dom.js";
import { isTemporaryFailure, sendJson } from "../http.js";
import { errorMessage } from "../messages.js";
import { maxCodes, pageVisible, pollInterval, sendWithRetries, startScreen } from "./screen.js";

startScreen("offer", async screen => {
  let id = "", number = "";
  let responded = false;
  for (const button of findAll(screen.root, "button[data-answer]", HTMLButtonElement)) {
    button.addEventListener("click", () => {
      responded = true;
      void screen.respond({ id, answer: button.dataset.answer ?? "", number });
    });
  }

  for (let codes = 1; codes <= maxCodes; codes++) {
    await pageVisible();
    const created = await sendWithRetries("device/offer");
    if (!created.ok) return screen.end(errorMessage(created));
    const code = JSON.parse(created.body);
    id = code.id;
    screen.drawCode(code.qr, "QR code that connects a device");
    screen.countDown(Date.now() + code.expiresIn * 1000, codes < maxCodes ? "New code in" : "Expires in");
    if (!await watchOffer()) return;
  }
  screen.end("The code wasn't scanned.");

  /** @returns {Promise<boolean>} true when the code expired before it was scanned */
  async function watchOffer() {
    for (let state = "open"; ;) {
      await pollInterval();
      const response = await sendJson("GET", `device/offer/${id}`);
      if (responded) return false;
      if (isTemporaryFailure(response)) continue;
      if (response.status === 404 && state === "open") return true;
      if (!response.ok) {
        screen.end(errorMessage(response));
        return false;
      }
      const offer = JSON.parse(response.body);
      if (offer.state === "waiting" && state === "open") askAbout(offer);
      screen.part("contested").hidden = !offer.contested;
      state = offer.state;
    }
  }

  /** @param {Record<"device" | "address" | "number", string>} offer */
  function askAbout(offer) {
    number = offer.number;
    screen.part("device").textContent = offer.device;
    screen.part("address").textContent = offer.address;
    screen.part("number").textContent = offer.number;
    screen.show("confirm");
    screen.part("answer").focus();
  }
});
