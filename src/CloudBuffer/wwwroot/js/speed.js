// @ts-check
import { formatDuration, formatSize } from "./format.js";

const windowSeconds = 5;

/** The transfer rate over the last seconds. */
export class Speed {
  /** @type {{ time: number, bytes: number }[]} */
  #samples = [];

  /** @param {number} bytes transferred in total */
  sample(bytes) {
    const time = performance.now() / 1000;
    this.#samples.push({ time, bytes });
    while (this.#samples.length > 2 && time - (this.#samples[0]?.time ?? time) > windowSeconds) this.#samples.shift();
  }

  reset() {
    this.#samples = [];
  }

  /** "40 % · 12 MB of 30 MB · 3 MB/s · 6 s left" @param {number} bytes @param {number} total */
  describe(bytes, total) {
    const parts = [`${total === 0 ? 100 : Math.floor(bytes / total * 100)} %`, `${formatSize(bytes)} of ${formatSize(total)}`];
    const rate = this.#bytesPerSecond();
    if (rate > 0) parts.push(`${formatSize(Math.round(rate))}/s`, `${formatDuration((total - bytes) / rate)} left`);
    return parts.join(" · ");
  }

  #bytesPerSecond() {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    return first && last && last.time > first.time ? (last.bytes - first.bytes) / (last.time - first.time) : 0;
  }
}
