import { KeyLocks } from "./auth";
import type { Cloud } from "./call";
import type { Dialect } from "./dialect";
import { Faults } from "./faults";
import { chooseDialect } from "./profiles";
import { RequestLog } from "./requestLog";
import { Store } from "./store";
import { Tokens } from "./tokens";
import type { AccessChange, Seed, StartOptions } from "./types";

const MAX_CHANGES = 100_000;

/** Everything that changes while the emulator runs. */
export class Core implements Cloud {
  readonly log = new RequestLog();
  readonly now: () => number;
  readonly stopping = new AbortController();
  url = "";
  latencyMs: number;
  dialect: Dialect;
  faults = new Faults();
  store: Store;
  tokens: Tokens;
  locks: KeyLocks;
  changes: AccessChange[] = [];
  private sequence = 0;
  private readonly first: { dialect: Dialect; latencyMs: number };

  constructor(
    private seed: Seed,
    { dialect = "docs", latencyMs = 0, now = Date.now }: StartOptions,
  ) {
    this.now = now;
    this.latencyMs = latencyMs;
    this.dialect = chooseDialect(dialect);
    this.first = { dialect: this.dialect, latencyMs };
    this.store = this.newStore(seed);
    this.tokens = new Tokens(now);
    this.locks = new KeyLocks(now);
  }

  nextSequence(): number {
    return (this.sequence += 1);
  }

  load(seed: Seed): void {
    this.store = this.newStore(seed);
    this.seed = seed;
    this.tokens = new Tokens(this.now);
    this.locks = new KeyLocks(this.now);
    this.changes = [];
  }

  reset(seed: Seed = this.seed): void {
    this.load(seed);
    this.faults = new Faults();
    this.log.clear();
    this.dialect = this.first.dialect;
    this.latencyMs = this.first.latencyMs;
  }

  /** Values that must not appear in the request log wherever they turn up. */
  secrets(): ReadonlySet<string> {
    const secrets = new Set<string>();
    for (const { password, secretKey, securityToken } of this.store.users.values()) {
      for (const secret of [password, secretKey, securityToken])
        if (secret !== undefined) secrets.add(secret);
    }
    return secrets;
  }

  private newStore(seed: Seed): Store {
    return new Store(seed, this.now, (change) => {
      this.changes.push(change);
      if (this.changes.length > MAX_CHANGES * 1.1) this.changes = this.changes.slice(-MAX_CHANGES);
    });
  }
}
