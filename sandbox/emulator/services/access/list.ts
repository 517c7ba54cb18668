import type { User } from "../../store/user";

/** One entry of an access list. `auth` is 1, 3 or 7, or whatever was granted through the control API. */
export interface AccessEntry {
  readonly userId: string;
  /** The name that the last write sent; null if the entry has none. */
  readonly userName: string | null;
  readonly auth: number;
}

/** An entry for a user. `userName`: the name that it shows instead of the user's, null for none. */
export const entryOf = ({ id, name }: User, auth: number, userName: string | null = name): AccessEntry => ({
  userId: id,
  userName,
  auth,
});

/** Who is granted what on one organization or repository, in the order of granting. */
export class AccessList {
  private entries = new Map<string, AccessEntry>();
  private past: { until: number; entries: AccessEntry[] }[] = [];

  /** Ids of users whose last write was dropped (`dropped-once`). The next write for them takes effect. */
  readonly dropped = new Set<string>();

  get(userId: string): AccessEntry | undefined {
    return this.entries.get(userId);
  }

  all(): AccessEntry[] {
    return [...this.entries.values()];
  }

  /** A copy to try a write on before it is committed. */
  draft(): Map<string, AccessEntry> {
    return new Map(this.entries);
  }

  set(userId: string, entry: AccessEntry | undefined): void {
    put(this.entries, userId, entry);
  }

  /** Sets an entry in past versions too, so that reads that lag show the change at once. */
  setInThePast(userId: string, entry: AccessEntry | undefined): void {
    this.set(userId, entry);
    for (const version of this.past) {
      const entries = new Map(version.entries.map((old) => [old.userId, old]));
      put(entries, userId, entry);
      version.entries = [...entries.values()];
    }
  }

  /** Keeps the entries before a change, because reads that lag by `lag` milliseconds still show them. */
  remember(now: number, lag: number): void {
    this.past = this.past.filter(({ until }) => until > now - lag);
    this.past.push({ until: now, entries: this.all() });
  }

  /** The entries as they were at a moment. It forgets older versions, so no later call may ask for an earlier moment. */
  at(moment: number): AccessEntry[] {
    this.past = this.past.filter(({ until }) => until > moment);
    return this.past[0]?.entries ?? this.all();
  }
}

function put(entries: Map<string, AccessEntry>, userId: string, entry: AccessEntry | undefined): void {
  if (entry === undefined) entries.delete(userId);
  else entries.set(userId, entry);
}
