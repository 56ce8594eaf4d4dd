// @ts-check
// Live events from the server. The stream is closed while the page is hidden: browsers allow six connections to a server.
import { baseUrl, send } from "./http.js";

const kinds = ["buffer", "file", "device"];
const reconnectMilliseconds = 4000;
const silenceMilliseconds = 25000; // the server sends a heartbeat every ten seconds

/** @typedef {"connected" | "offline" | "signed-out"} ConnectionState */

/** @param {{ changed: (kind: string, id: string) => void, stateChanged: (state: ConnectionState) => void }} page */
export function listenForLiveEvents(page) {
  /** @type {EventSource | null} */
  let stream = null;
  let reconnectTimer = 0;
  let silenceTimer = 0;

  function open() {
    clearTimeout(reconnectTimer);
    if (document.hidden || stream !== null) return;
    const opened = stream = new EventSource(new URL("live", baseUrl));
    opened.onopen = () => {
      page.stateChanged("connected");
      restartSilenceTimer();
    };
    opened.addEventListener("heartbeat", restartSilenceTimer);
    for (const kind of kinds) {
      opened.addEventListener(kind, event => {
        restartSilenceTimer();
        page.changed(kind, event.data);
      });
    }
    opened.onerror = async () => {
      page.stateChanged("offline");
      if (opened.readyState !== EventSource.CLOSED) return; // the browser reconnects
      if (stream === opened) stream = null;
      if (await isSignedOut()) {
        close();
        page.stateChanged("signed-out");
      } else {
        reconnectTimer = setTimeout(open, reconnectMilliseconds);
      }
    };
  }

  // A dead connection does not always report an error.
  function restartSilenceTimer() {
    clearTimeout(silenceTimer);
    silenceTimer = setTimeout(() => {
      page.stateChanged("offline");
      close();
      open();
    }, silenceMilliseconds);
  }

  function close() {
    clearTimeout(reconnectTimer);
    clearTimeout(silenceTimer);
    stream?.close();
    stream = null;
  }

  document.addEventListener("visibilitychange", () => document.hidden ? close() : open());
  addEventListener("online", () => { close(); open(); });
  addEventListener("offline", () => { close(); page.stateChanged("offline"); });
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
}

async function isSignedOut() {
  return (await send("HEAD", "file/buffer")).status === 401;
}
