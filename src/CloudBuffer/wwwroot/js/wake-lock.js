// @ts-check
// Keeps the screen on during transfers: a phone that sleeps drops its connections.

let transfers = 0;
/** @type {WakeLockSentinel | null} */
let lock = null;
let requesting = false;

/** @template T @param {Promise<T>} transfer @returns {Promise<T>} */
export async function keepAwakeDuring(transfer) {
  transfers++;
  void acquire();
  try {
    return await transfer;
  } finally {
    transfers--;
    if (transfers === 0) release();
  }
}

async function acquire() {
  if (transfers === 0 || document.hidden || requesting || lock !== null && !lock.released) return;
  requesting = true;
  try {
    lock = await navigator.wakeLock?.request("screen") ?? null;
  } catch {
    // Refused, for example on low battery.
  } finally {
    requesting = false;
  }
  // The last transfer may have ended before the lock was granted.
  if (transfers === 0) release();
}

function release() {
  void lock?.release().catch(() => undefined);
  lock = null;
}

// The browser releases the lock when the page is hidden.
document.addEventListener("visibilitychange", acquire);
