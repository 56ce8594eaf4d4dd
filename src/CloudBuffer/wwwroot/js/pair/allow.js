// @ts-check
// On the phone that scanned the code of a temporary sign-in: the user picks the number that the computer shows.
import { errorMessage } from "../messages.js";
import { sendWithRetries, startScreen, takeSecret } from "./screen.js";

startScreen("allow", async screen => {
  const found = await sendWithRetries("device/look", { secret: takeSecret() });
  if (!found.ok) return screen.end(errorMessage(found));
  /** @type {{ id: string, device: string, address: string, numbers: string[] }} */
  const { id, device, address, numbers } = JSON.parse(found.body);
  screen.part("device").textContent = device;
  screen.part("address").textContent = address;
  screen.part("numbers").replaceChildren(...numbers.map(number => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: number });
    button.addEventListener("click", () => void screen.respond({ id, answer: "allow", number }));
    return button;
  }));
  screen.part("answer").addEventListener("click", () => void screen.respond({ id, answer: "deny", number: "" }));
  screen.show("confirm");
});
