// @ts-check
// Signing in by scanning. data-pair says which of the four screens this is; a screen shows one of its data-step at a time.
import { isAway, send } from "./request.js";
import { errorInWords, timeInWords } from "./words.js";

const screen = document.querySelector("[data-pair]");
const every = 700;
// A code that nobody scanned is shown anew, as long as somebody looks at it, so often.
const mostCodes = 5;
const wait = (/** @type {number} */ milliseconds) => new Promise(done => setTimeout(done, milliseconds));

if (screen instanceof HTMLElement) {
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (screen.querySelector(`[data-${name}]`));
  const steps = /** @type {NodeListOf<HTMLElement>} */ (screen.querySelectorAll("[data-step]"));

  /** @param {string} name */
  function show(name) {
    for (const step of steps) step.hidden = step.dataset.step !== name;
  }

  /** @param {string} words */
  function end(words) {
    part("words").textContent = words;
    show("over");
  }

  /** @param {string} method @param {string} url @param {Record<string, string>} [fields] */
  async function ask(method, url, fields) {
    const { status, body } = await send(method, url, fields ? JSON.stringify(fields) : null, { "Content-Type": "application/json", "Accept": "application/json" });
    return { status, ok: status >= 200 && status < 300, body };
  }

  /** The code as it came from the server, which drew it. @param {string} svg @param {string} label */
  function draw(svg, label) {
    const image = document.adoptNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement);
    image.setAttribute("class", "qr");
    image.setAttribute("role", "img");
    image.setAttribute("aria-label", label);
    part("qr").replaceChildren(image);
  }

  let timer = 0;

  /** @param {number} seconds */
  function countDown(seconds) {
    const over = Date.now() + seconds * 1000;
    clearInterval(timer);
    timer = setInterval(() => {
      const left = (over - Date.now()) / 1000;
      part("left").textContent = left > 0 ? `The code works for ${timeInWords(left)}.` : "";
      if (left <= 0) clearInterval(timer);
    }, 500);
  }

  /** The secret of the scanned code, which is not left in the address bar. */
  function takeSecret() {
    const secret = location.hash.slice(1);
    history.replaceState(null, "", location.pathname);
    return secret;
  }

  /** Waits for the yes of the other device, and goes in. @param {string} claim @returns {Promise<string>} why it has ended */
  async function finish(claim) {
    for (; ;) {
      await wait(every);
      const answer = await ask("POST", "/device/finish", { claim });
      if (answer.status === 200) {
        location.replace("/");
        return "";
      }
      if (!answer.ok && !isAway(answer.status)) return errorInWords(answer.status, answer.body);
    }
  }

  async function offer() {
    let id = "", number = "";
    let answered = false;
    for (const button of screen?.querySelectorAll("button[data-answer]") ?? [])
      button.addEventListener("click", () => void say(/** @type {HTMLElement} */ (button).dataset.answer ?? ""));

    /** @param {string} answer */
    async function say(answer) {
      answered = true;
      const said = await ask("POST", "/device/answer", { id, answer, number });
      if (!said.ok) end(errorInWords(said.status, said.body));
      else if (answer === "allow") show("done");
      else end("It was denied.");
    }

    for (let codes = 0; codes < mostCodes; codes++) {
      await visible();
      const begun = await ask("POST", "/device/offer");
      if (!begun.ok) return end(errorInWords(begun.status, begun.body));
      const code = JSON.parse(begun.body);
      id = code.id;
      draw(code.qr, "QR code that adds a device");
      countDown(code.expiresIn);
      for (let state = "open"; ;) {
        await wait(every);
        const answer = await ask("GET", `/device/offer/${id}`);
        if (answered) return;
        if (isAway(answer.status)) continue;
        if (answer.status === 404 && state === "open") break; // its minute is over: another one
        if (!answer.ok) return end(errorInWords(answer.status, answer.body));
        const now = JSON.parse(answer.body);
        if (now.state === "waiting" && state === "open") {
          number = now.number;
          for (const name of ["device", "address", "number"]) part(name).textContent = now[name];
          show("ask");
          part("answer").focus();
        }
        part("contested").hidden = !now.contested;
        state = now.state;
      }
    }
    end("Nobody has scanned it.");
  }

  /** Until somebody looks at the page. */
  async function visible() {
    while (document.hidden) await new Promise(done => document.addEventListener("visibilitychange", done, { once: true }));
  }

  async function join() {
    const secret = takeSecret();
    // Nobody comes into another account without a word.
    const goOn = screen?.querySelector("[data-go-on]");
    if (goOn) await new Promise(done => goOn.addEventListener("click", done, { once: true }));
    show("show");
    const claimed = await ask("POST", "/device/claim", { secret });
    if (!claimed.ok) return end(errorInWords(claimed.status, claimed.body));
    const { claim, number, owner } = JSON.parse(claimed.body);
    part("number").textContent = number;
    part("owner").textContent = owner;
    part("as").hidden = false;
    const words = await finish(claim);
    if (words !== "") end(words);
  }

  async function borrow() {
    for (let codes = 0; codes < mostCodes; codes++) {
      await visible();
      const begun = await ask("POST", "/device/request");
      if (!begun.ok) return end(errorInWords(begun.status, begun.body));
      const code = JSON.parse(begun.body);
      const over = Date.now() + code.expiresIn * 1000;
      draw(code.qr, "QR code that signs this computer in");
      part("number").textContent = code.number;
      countDown(code.expiresIn);
      const words = await finish(code.claim);
      // Before its time it was denied.
      if (words === "" || Date.now() < over - every) return words === "" ? undefined : end(words);
    }
    end("Nobody has scanned it.");
  }

  async function allow() {
    const found = await ask("POST", "/device/look", { secret: takeSecret() });
    if (!found.ok) return end(errorInWords(found.status, found.body));
    const { id, device, address, numbers } = JSON.parse(found.body);
    part("device").textContent = device;
    part("address").textContent = address;
    /** @param {string} answer @param {string} number */
    const say = async (answer, number) => {
      const said = await ask("POST", "/device/answer", { id, answer, number });
      if (!said.ok) return end(errorInWords(said.status, said.body));
      return answer === "allow" ? show("done") : end("It was denied.");
    };
    part("numbers").replaceChildren(...numbers.map((/** @type {string} */ number) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.textContent = number;
      button.addEventListener("click", () => void say("allow", number));
      return button;
    }));
    part("answer").addEventListener("click", () => void say("deny", ""));
    show("ask");
  }

  // Another code, scanned into the same tab.
  addEventListener("hashchange", () => location.reload());

  /** @type {Record<string, () => Promise<void>>} */
  const screens = { offer, join, borrow, allow };
  // Beside the sign-in form there is a code on wide screens only: a phone cannot scan itself.
  if (screen.checkVisibility()) void screens[screen.dataset.pair ?? ""]?.();
}
