// @ts-check
// Hears from the server what has changed. The stream is closed while nobody looks: browsers allow six connections a server.

const lost = "Not connected. Connecting again …";
const retryAfter = 4000;
const silence = 25000; // the server's heart beats every ten seconds

/**
 * @param {{ changed: (kind: string, id: string) => void, offline: (words: string) => void }} page words are "" when all is well
 */
export function listen(page) {
  /** @type {EventSource | null} */
  let stream = null;
  let timer = 0;
  let quiet = 0;

  function open() {
    clearTimeout(timer);
    if (document.hidden || stream !== null) return;
    const mine = stream = new EventSource("/live");
    mine.onopen = () => {
      page.offline("");
      heard();
    };
    mine.addEventListener("heartbeat", heard);
    for (const kind of ["buffer", "file", "device"]) {
      mine.addEventListener(kind, event => {
        heard();
        page.changed(kind, /** @type {MessageEvent} */ (event).data);
      });
    }
    mine.onerror = async () => {
      page.offline(lost);
      if (mine.readyState !== EventSource.CLOSED) return; // it tries again by itself
      if (stream === mine) stream = null;
      if (await isSignedOut()) page.offline("You are signed out. Reload the page to sign in.");
      else timer = setTimeout(open, retryAfter);
    };
  }

  // A line can be dead without saying so.
  function heard() {
    clearTimeout(quiet);
    quiet = setTimeout(() => {
      page.offline(lost);
      close();
      open();
    }, silence);
  }

  function close() {
    clearTimeout(timer);
    clearTimeout(quiet);
    stream?.close();
    stream = null;
  }

  document.addEventListener("visibilitychange", () => document.hidden ? close() : open());
  addEventListener("online", () => { close(); open(); });
  addEventListener("offline", () => { close(); page.offline(lost); });
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
}

async function isSignedOut() {
  try {
    return (await fetch("/file/buffer", { method: "HEAD", headers: { Accept: "application/json" }, cache: "no-store" })).status === 401;
  } catch {
    return false;
  }
}
