// @ts-check
// Makes the site installable. Plain http has no service workers, and works without.
import { baseUrl } from "./http.js";

if (navigator.serviceWorker) addEventListener("load", () => { navigator.serviceWorker.register(new URL("sw.js", baseUrl)).catch(() => undefined); });
