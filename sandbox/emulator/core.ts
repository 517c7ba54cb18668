import { setMaxListeners } from "node:events";
import { KeyLocks } from "./auth/authenticate";
import type { Cloud } from "./api/call";
import type { Dialect } from "./dialect";
import { Faults } from "./faults/faults";
import { chooseDialect } from "./dialect/profiles";
import { RequestLog } from "./log/requestLog";
import { Store } from "./store/store";
import { TemporaryKeys } from "./auth/temporaryKeys";
import { Tokens } from "./auth/tokens";
import type { AccessChange, Seed, StartOptions } from "./types";

const MAX_CHANGES = 100_000;

/** Everything that changes while the emulator runs. */
export class Core implements Cloud {
  readonly log = new RequestLog();
  readonly now: () => number;
  readonly stopping = new AbortController();
  url = "";
  latencyMs: number;
  /** How long credentials live that are issued from now on; undefined: as long as usual. */
  credentialLifeMs: number | undefined;
  dialect: Dialect;
  faults = new Faults();
  store: Store;
  tokens: Tokens;
  keys: TemporaryKeys;
  locks: KeyLocks;
  changes: AccessChange[] = [];
  private sequence = 0;
  private readonly first: { dialect: Dialect; latencyMs: number };

  constructor(
    private seed: Seed,
    { dialect = "docs", latencyMs = 0, now = Date.now }: StartOptions,
  ) {
    // Every answer that waits listens to it: many are no leak.
    setMaxListeners(0, this.stopping.signal);
    this.now = now;
    this.latencyMs = latencyMs;
    this.dialect = chooseDialect(dialect);
    this.first = { dialect: this.dialect, latencyMs };
    this.store = this.newStore(seed);
    this.tokens = new Tokens(now, this.life);
    this.keys = new TemporaryKeys(now, this.life);
    this.locks = new KeyLocks(now);
  }

  nextSequence(): number {
    return (this.sequence += 1);
  }

  load(seed: Seed): void {
    this.store = this.newStore(seed);
    this.seed = seed;
    this.tokens = new Tokens(this.now, this.life);
    this.keys = new TemporaryKeys(this.now, this.life);
    this.locks = new KeyLocks(this.now);
    this.changes = [];
  }

  reset(seed: Seed = this.seed): void {
    this.load(seed);
    this.faults = new Faults();
    this.log.clear();
    this.dialect = this.first.dialect;
    this.latencyMs = this.first.latencyMs;
    this.credentialLifeMs = undefined;
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

  private newStore(seed: Seed): Store {
    return new Store(seed, this.now, (change) => {
      this.changes.push(change);
      if (this.changes.length > MAX_CHANGES * 1.1) this.changes = this.changes.slice(-MAX_CHANGES);
    });
  }
}
