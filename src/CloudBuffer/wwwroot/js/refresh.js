// @ts-check
// data-live="buffer": a part of the page, with an id, that is replaced when its data changes, on this device or another.
// An input with the focus, an open <details> and playing media are left alone.
import { find, findAll, isVisible } from "./dom.js";
import { isolated } from "./format.js";
import { baseUrl, isTemporaryFailure, send } from "./http.js";
import { listenForLiveEvents } from "./live-events.js";
import { snapshots, takeSnapshots } from "./live-part-snapshots.js";
import { synchronize } from "./server-clock.js";
import { toast } from "./toast.js";

const retryMilliseconds = 4000;
const timeoutMilliseconds = 10000; // a request over a dead connection would otherwise block all later refreshes
/** @type {Set<string>} */
const pendingKinds = new Set();
/** @type {Promise<void> | null} */
let running = null;

/** Fetches the page again and replaces its parts of these kinds. @param {...string} kinds "buffer", "file" or "device" */
export function refresh(...kinds) {
  for (const kind of kinds) pendingKinds.add(kind);
  return running ??= refreshPending().finally(() => { running = null; });
}

async function refreshPending() {
  while (pendingKinds.size > 0) {
    const kinds = [...pendingKinds];
    pendingKinds.clear();
    const response = await send("GET", location.pathname + location.search, { headers: { Accept: "text/html" }, timeout: timeoutMilliseconds });
    if (isTemporaryFailure(response)) {
      for (const kind of kinds) pendingKinds.add(kind);
      setTimeout(() => void refresh(), retryMilliseconds);
      return;
    }
    if (response.status !== 200) return;
    const page = new DOMParser().parseFromString(response.body, "text/html");
    synchronize(page);
    takeSnapshots(page);
    for (const kind of kinds) {
      for (const fresh of findAll(page, `[data-live="${kind}"]`, HTMLElement)) {
        const current = document.getElementById(fresh.id);
        if (current) update(current, fresh);
      }
    }
    document.dispatchEvent(new Event("refreshed"));
  }
}

/** @param {HTMLElement} current @param {HTMLElement} fresh */
function update(current, fresh) {
  if (snapshots.get(current) === snapshots.get(fresh)) return;
  if (current.matches("[data-items]")) updateItems(current, fresh);
  else replace(current, fresh);
}

/** Item by item, so that a video plays on when another file arrives. @param {HTMLElement} list @param {HTMLElement} fresh */
function updateItems(list, fresh) {
  const freshItems = findAll(fresh, ":scope > *", HTMLElement);
  const freshIds = new Set(freshItems.map(item => item.id));
  for (const item of [...list.children]) if (!freshIds.has(item.id)) item.remove();
  let next = list.firstElementChild;
  for (const item of freshItems) {
    const current = findAll(list, ":scope > *", HTMLElement).find(child => child.id === item.id);
    if (!current) {
      list.insertBefore(item, next);
      continue;
    }
    if (current === next) next = next.nextElementSibling;
    else move(current, list, next);
    if (snapshots.get(current) !== snapshots.get(item)) replace(current, item);
  }
  list.hidden = fresh.hidden;
  snapshots.set(list, snapshots.get(fresh) ?? "");
}

/** Moving an element takes its focus. @param {HTMLElement} item @param {HTMLElement} list @param {Element | null} before */
function move(item, list, before) {
  const focused = item.contains(document.activeElement) ? document.activeElement : null;
  list.insertBefore(item, before);
  if (focused instanceof HTMLElement) focused.focus();
}

/** @param {HTMLElement} current @param {HTMLElement} fresh */
function replace(current, fresh) {
  const focused = document.activeElement;
  const hasFocus = focused !== null && current.contains(focused);
  // The user is typing in it. The next event refreshes it.
  if (hasFocus && focused.matches("input:not([readonly]), textarea")) return;
  for (const open of current.querySelectorAll("details[open][id]")) fresh.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute("open", "");
  const focusIndex = hasFocus ? focusableIn(current).findIndex(element => element === focused) : -1;
  current.replaceWith(fresh);
  if (focusIndex < 0) return;
  const focusable = focusableIn(fresh);
  focusable[Math.min(focusIndex, focusable.length - 1)]?.focus();
}

/** @param {Element} part */
function focusableIn(part) {
  return findAll(part, "a, button, summary, [tabindex]", HTMLElement).filter(isVisible);
}

/** @param {string} id */
async function announceDevice(id) {
  const response = await send("GET", "device");
  /** @type {{ id: string, name: string }[]} */
  const devices = response.ok ? JSON.parse(response.body) : [];
  const device = devices.find(candidate => candidate.id === id);
  toast(device ? `New device: ${isolated(device.name)}` : "New device signed in");
}

/** @param {HTMLElement} status @param {import("./live-events.js").ConnectionState} state */
function showConnectionState(status, state) {
  if (status.dataset.offline === state) return;
  status.dataset.offline = state;
  status.hidden = state === "connected";
  status.textContent = state === "connected" ? "" : state === "offline" ? "Offline. Reconnecting…" : "You've been signed out. ";
  if (state === "signed-out")
    status.append(Object.assign(document.createElement("a"), { href: new URL("account/login", baseUrl).pathname, textContent: "Sign in" }));
}

if (document.querySelector("[data-live]")) {
  const status = find(document, "[data-offline]", HTMLElement);
  listenForLiveEvents({
    changed(kind, id) {
      // This page already shows what it sent.
      if (kind !== "buffer" || id === "" || id !== document.getElementById("buffer")?.dataset.version) void refresh(kind);
      if (kind === "device" && id !== "") void announceDevice(id);
    },
    stateChanged: state => showConnectionState(status, state),
  });
  // One refresh for each expiry, a second later: the server's clock may be behind.
  const expired = new Set();
  document.addEventListener("expired", event => {
    const expiresAt = event.target instanceof HTMLTimeElement ? event.target.dateTime : "";
    if (expired.has(expiresAt)) return;
    expired.add(expiresAt);
    setTimeout(() => void refresh("buffer", "file", "device"), 1000);
  });
}
