import type { Emulator, FaultAction, LoggedRequest } from "../sandbox/emulator";
import type { Random } from "./random";

const PAGE = "<html><body>Bad Gateway</body></html>";

const KINDS: Readonly<Record<string, FaultAction>> = {
  "429, Retry-After 0": { answer: { status: 429, headers: { "Retry-After": "0" } } },
  "429, Retry-After 1": { answer: { status: 429, headers: { "Retry-After": "1" } } },
  "500": { answer: { status: 500 } },
  "502, HTML": { answer: { status: 502, body: PAGE } },
  "503": { answer: { status: 503 } },
  "dropped before the commit": { drop: "before" },
  "dropped after the commit": { drop: "after" },
  "answered after 500 ms": { delayMs: 500 },
};
const LAGGING = "read while reads lag by 300 ms";

/** Faults are drawn for this many requests at a time. */
const WINDOW = 500;

/**
 * Sets a fault of a random kind for a share of all requests. In addition, reads lag by 300 ms for an equal share, and for many
 * requests in a row: a lag only matters if a write and its read-back both fall into it.
 */
export class RandomFaults {
  readonly met = new Map<string, number>();
  readonly #kinds = new Map<number, string>();
  readonly #stop: () => void;
  #ended = 0;
  #lagFrom = 0;

  constructor(
    private readonly emulator: Emulator,
    private readonly random: Random,
    private readonly share: number,
  ) {
    this.#stop = emulator.onRequest((request) => {
      this.#onEnd(request);
    });
    this.#schedule();
  }

  get count(): number {
    return [...this.met.values()].reduce((sum, some) => sum + some, 0);
  }

  end(): void {
    this.#stop();
    this.emulator.clearFaults();
    this.emulator.setDialect({ "read-lag": 0 });
  }

  #schedule(): void {
    this.emulator.clearFaults();
    this.#ended = 0;
    for (let nth = 1; nth <= WINDOW; nth += 1) {
      if (!this.random.isIn(this.share)) continue;
      const kind = this.random.pick(Object.keys(KINDS));
      const action = KINDS[kind] ?? {};
      this.#kinds.set(this.emulator.fault({ nth, action }), kind);
    }
    this.#lagFrom = Math.floor(this.random.next() * WINDOW * (1 - this.share));
  }

  #onEnd({ fault, operation }: LoggedRequest): void {
    const kind = fault === null ? undefined : this.#kinds.get(fault);
    if (kind !== undefined) this.#count(kind);
    const isLagging = this.emulator.dialect()["read-lag"] > 0;
    if (isLagging && operation === "showUserRepositoryAuth") this.#count(LAGGING);
    this.#ended += 1;
    const shouldLag =
      this.#ended > this.#lagFrom && this.#ended <= this.#lagFrom + Math.round(WINDOW * this.share);
    if (shouldLag !== isLagging) this.emulator.setDialect({ "read-lag": shouldLag ? 300 : 0 });
    if (this.#ended >= WINDOW) this.#schedule();
  }

  #count(kind: string): void {
    this.met.set(kind, (this.met.get(kind) ?? 0) + 1);
  }
}
