// @ts-check
// Keeps the screen on while bytes are on their way: a phone that sleeps cuts them off.

let running = 0;
/** @type {WakeLockSentinel | null} */
let lock = null;

/** @template T @param {Promise<T>} transfer @returns {Promise<T>} */
export async function keepAwakeDuring(transfer) {
  running++;
  void hold();
  try {
    return await transfer;
  } finally {
    running--;
    if (running === 0) {
      void lock?.release().catch(() => undefined);
      lock = null;
    }
  }
}

async function hold() {
  if (running === 0 || document.hidden || lock !== null && !lock.released) return;
  try {
    lock = await navigator.wakeLock?.request("screen") ?? null;
  } catch {
    // Low battery, or the browser does not want to.
  }
}

// The browser lets go whenever the page is hidden.
document.addEventListener("visibilitychange", hold);
