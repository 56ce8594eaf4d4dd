// @ts-check
// Makes the site installable. Plain http has no service workers, and works without.
if (navigator.serviceWorker) addEventListener("load", () => { navigator.serviceWorker.register("/sw.js").catch(() => undefined); });
