// @ts-check
// data-live="buffer": a part of the page that shows something which can change, with an id. Whatever changes on another device,
// here or by itself is shown without a reload; what somebody is typing, reading or playing is left alone.
import { showAges } from "./ago.js";
import { showCountdowns } from "./countdown.js";
import { listen } from "./live.js";
import { isAway, send } from "./request.js";
import { remember, served } from "./served.js";
import { showShareButtons } from "./share.js";
import { toast } from "./toast.js";

const retryAfter = 4000;
/** @type {Set<string>} */
const wanted = new Set();
/** @type {Promise<void> | null} */
let running = null;

/** Shows the parts anew that are about these. @param {...string} kinds "buffer", "file" or "device" */
export function refresh(...kinds) {
  for (const kind of kinds) wanted.add(kind);
  return running ??= showAll().finally(() => { running = null; });
}

async function showAll() {
  while (wanted.size > 0) {
    const kinds = [...wanted];
    wanted.clear();
    const answer = await send("GET", location.pathname + location.search, null, { Accept: "text/html" });
    if (isAway(answer.status)) {
      for (const kind of kinds) wanted.add(kind);
      setTimeout(() => void refresh(), retryAfter);
      return;
    }
    if (answer.status !== 200) return;
    const page = new DOMParser().parseFromString(answer.body, "text/html");
    remember(page);
    for (const kind of kinds) {
      for (const fresh of page.querySelectorAll(`[data-live="${kind}"]`)) {
        const old = document.getElementById(fresh.id);
        if (old) show(/** @type {HTMLElement} */ (old), /** @type {HTMLElement} */ (fresh));
      }
    }
    showCountdowns();
    showAges();
    showShareButtons();
  }
}

/** @param {HTMLElement} old @param {HTMLElement} fresh */
function show(old, fresh) {
  if (served.get(old) === served.get(fresh)) return;
  if (!old.matches("[data-items]")) return replace(old, fresh);
  // Item by item, so that a film goes on playing when another file comes.
  const same = new Set([...fresh.children].map(item => item.id));
  for (const item of [...old.children]) if (!same.has(item.id)) item.remove();
  let place = old.firstElementChild;
  for (const item of /** @type {HTMLElement[]} */ ([...fresh.children])) {
    const present = /** @type {HTMLElement | undefined} */ ([...old.children].find(child => child.id === item.id));
    if (!present) {
      old.insertBefore(item, place);
      continue;
    }
    if (present === place) place = place.nextElementSibling;
    else move(present, old, place);
    if (served.get(present) !== served.get(item)) replace(present, item);
  }
  old.hidden = fresh.hidden;
  served.set(old, served.get(fresh) ?? "");
}

/** What is moved loses the focus. @param {HTMLElement} item @param {HTMLElement} list @param {Element | null} before */
function move(item, list, before) {
  const focused = item.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement) : null;
  list.insertBefore(item, before);
  focused?.focus();
}

/** @param {HTMLElement} old @param {HTMLElement} fresh */
function replace(old, fresh) {
  // Whoever is typing in it finishes first; the next news comes through.
  if (old.contains(document.activeElement) && document.activeElement?.matches("input:not([readonly]), textarea")) return;
  for (const open of old.querySelectorAll("details[open][id]")) fresh.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute("open", "");
  const focused = old.contains(document.activeElement) ? placeOf(old, /** @type {Element} */ (document.activeElement)) : -1;
  old.replaceWith(fresh);
  if (focused >= 0) focusable(fresh)[Math.min(focused, focusable(fresh).length - 1)]?.focus();
}

/** @param {Element} part */
function focusable(part) {
  return /** @type {HTMLElement[]} */ ([...part.querySelectorAll("a, button, summary, [tabindex]")]).filter(one => one.checkVisibility());
}

/** @param {Element} part @param {Element} one */
function placeOf(part, one) {
  return focusable(part).findIndex(other => other === one);
}

if (document.querySelector("[data-live]")) {
  const note = /** @type {HTMLElement} */ (document.querySelector("[data-offline]"));
  listen({
    changed(kind, id) {
      // What was put in here is shown already.
      if (kind !== "buffer" || id === "" || id !== document.getElementById("buffer")?.dataset.version) void refresh(kind);
      if (kind === "device" && id !== "") toast("Another device has signed in");
    },
    offline(words) {
      if (note.textContent !== words) note.textContent = words;
      note.hidden = words === "";
    },
  });
  // Once for each end: the server's clock may be a little late.
  const over = new Set();
  document.addEventListener("expired", event => {
    const end = /** @type {HTMLTimeElement} */ (event.target).dateTime;
    if (over.has(end)) return;
    over.add(end);
    setTimeout(() => void refresh("buffer", "file", "device"), 1000);
  });
}
