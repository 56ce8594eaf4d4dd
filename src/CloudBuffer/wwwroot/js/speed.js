// @ts-check
import { sizeInWords, timeInWords } from "./words.js";

const windowSeconds = 5;

/** How fast bytes pass, over the last seconds. */
export class Speed {
  /** @type {{ at: number, bytes: number }[]} */
  #seen = [];

  /** @param {number} bytes passed in all */
  note(bytes) {
    const now = performance.now() / 1000;
    this.#seen.push({ at: now, bytes });
    while (this.#seen.length > 2 && now - this.#seen[0].at > windowSeconds) this.#seen.shift();
  }

  forget() {
    this.#seen = [];
  }

  /** "40 % · 12 MB of 30 MB · 3 MB/s · 6 s left" @param {number} bytes @param {number} total */
  inWords(bytes, total) {
    const words = [`${total === 0 ? 100 : Math.floor(bytes / total * 100)} %`, `${sizeInWords(bytes)} of ${sizeInWords(total)}`];
    const [first, last] = [this.#seen[0], this.#seen.at(-1)];
    const rate = first && last && last.at > first.at ? (last.bytes - first.bytes) / (last.at - first.at) : 0;
    if (rate > 0) words.push(`${sizeInWords(Math.round(rate))}/s`, `${timeInWords((total - bytes) / rate)} left`);
    return words.join(" · ");
  }
}
