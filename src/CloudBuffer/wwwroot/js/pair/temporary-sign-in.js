// @ts-check
// Temporary sign-in: the computer shows a code that a signed-in phone scans.
import { errorMessage } from "../messages.js";
import { maxCodes, pageVisible, pollMilliseconds, redeem, sendWithRetries, startScreen } from "./screen.js";

startScreen("borrow", async screen => {
  for (let codes = 1; codes <= maxCodes; codes++) {
    await pageVisible();
    const created = await sendWithRetries("device/request");
    if (!created.ok) return screen.end(errorMessage(created));
    const code = JSON.parse(created.body);
    const expiresAt = Date.now() + code.expiresIn * 1000;
    screen.drawCode(code.qr, "QR code that signs this computer in");
    screen.part("number").textContent = code.number;
    screen.countDown(expiresAt, codes < maxCodes ? "New code in" : "Expires in");
    const failure = await redeem(code.claim);
    if (failure === "") return;
    // Before its expiry, give or take one poll, it was denied.
    if (Date.now() < expiresAt - pollMilliseconds) return screen.end(failure);
  }
  screen.end("The code wasn't scanned.");
});
