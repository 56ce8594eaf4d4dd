// @ts-check
// Keeps the screen on while bytes are on their way: a phone that sleeps cuts them off.

let running = 0;
/** @type {WakeLockSentinel | null} */
let lock = null;
let asking = false;

/** @template T @param {Promise<T>} transfer @returns {Promise<T>} */
export async function keepAwakeDuring(transfer) {
  running++;
  void hold();
  try {
    return await transfer;
  } finally {
    running--;
    if (running === 0) letGo();
  }
}

async function hold() {
  if (running === 0 || document.hidden || asking || lock !== null && !lock.released) return;
  asking = true;
  try {
    lock = await navigator.wakeLock?.request("screen") ?? null;
  } catch {
    // Low battery, or the browser does not want to.
  } finally {
    asking = false;
  }
  // All was over before the browser said yes.
  if (running === 0) letGo();
}

function letGo() {
  void lock?.release().catch(() => undefined);
  lock = null;
}

// The browser lets go whenever the page is hidden.
document.addEventListener("visibilitychange", hold);
