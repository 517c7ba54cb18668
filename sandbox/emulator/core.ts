import { setMaxListeners } from "node:events";
import type { Cloud, Events } from "./api/call";
import { KeyLocks } from "./auth/keyLocks";
import { TemporaryKeys } from "./auth/temporaryKeys";
import { Tokens } from "./auth/tokens";
import type { Dialect, DialectChoice } from "./dialect";
import { chooseDialect } from "./dialect/profiles";
import { Faults } from "./faults/faults";
import { RequestLog } from "./log/requestLog";
import { plant, type Seed } from "./seed/seed";
import { families } from "./services";
import type { Store } from "./store/store";

export interface CoreOptions {
  /** Default: the profile `docs`. */
  dialect: DialectChoice;
  /** Added to each request, in milliseconds. Default 0. */
  latencyMs: number;
  /** The emulator's clock, in milliseconds since 1970. Default `Date.now`. */
  now: () => number;
}

/** Everything that changes while the emulator runs. */
export class Core implements Cloud {
  readonly log = new RequestLog();
  readonly now: () => number;
  readonly stopping = new AbortController();
  url = "";
  latencyMs: number;
  credentialLifeMs: number | undefined = undefined;
  dialect: Dialect;
  faults = new Faults();
  store: Store;
  tokens: Tokens;
  keys: TemporaryKeys;
  locks: KeyLocks;
  private sequence = 0;
  private readonly first: { dialect: Dialect; latencyMs: number };

  constructor(
    private seed: Seed,
    { dialect = "docs", latencyMs = 0, now = Date.now }: Partial<CoreOptions>,
  ) {
    // Every answer that waits listens to it: many are no leak.
    setMaxListeners(0, this.stopping.signal);
    this.now = now;
    this.latencyMs = latencyMs;
    this.dialect = chooseDialect(dialect);
    this.first = { dialect: this.dialect, latencyMs };
    this.store = plant(seed, this.now);
    this.tokens = new Tokens(now, this.life);
    this.keys = new TemporaryKeys(now, this.life);
    this.locks = new KeyLocks(now);
  }

  nextSequence(): number {
    return (this.sequence += 1);
  }

  load(seed: Seed): void {
    this.store = plant(seed, this.now);
    this.seed = seed;
    this.tokens = new Tokens(this.now, this.life);
    this.keys = new TemporaryKeys(this.now, this.life);
    this.locks = new KeyLocks(this.now);
  }

  reset(seed: Seed = this.seed): void {
    this.load(seed);
    this.faults = new Faults();
    this.log.clear();
    this.dialect = this.first.dialect;
    this.latencyMs = this.first.latencyMs;
    this.credentialLifeMs = undefined;
  }

  tell<E extends keyof Events>(event: E, subject: Events[E]): void {
    for (const { on } of families) on?.[event]?.(this, subject);
  }

  /** Values that must not appear in the request log wherever they turn up. */
  secrets(): ReadonlySet<string> {
    const secrets = new Set(this.keys.secrets());
    for (const { password, passcode, secretKey, securityToken } of this.store.users.values()) {
      for (const secret of [password, passcode, secretKey, securityToken])
        if (secret !== undefined) secrets.add(secret);
    }
    return secrets;
  }

  private readonly life = (usualMs: number): number => this.credentialLifeMs ?? usualMs;
}
