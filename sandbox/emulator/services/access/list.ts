import type { User } from "../../store/user";

/** One entry of an access list. `auth` is 1, 3 or 7, or whatever was granted through the control API. */
export interface AccessEntry {
  readonly userId: string;
  /** As the last write sent it; null: the entry has none. */
  readonly userName: string | null;
  readonly auth: number;
}

/** `userName`: what the entry shows for the user's name. */
export const entryOf = ({ id, name }: User, auth: number, userName: string | null = name): AccessEntry => ({
  userId: id,
  userName,
  auth,
});

/** Who is granted what on one organization or repository, in the order of granting. */
export class AccessList {
  private entries = new Map<string, AccessEntry>();
  private past: { until: number; entries: AccessEntry[] }[] = [];

  /** Ids of the users a write for whom had no effect, so that its repetition has. */
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

  /** A change that reads show at once, as if it had been made long ago. */
  setInThePast(userId: string, entry: AccessEntry | undefined): void {
    this.set(userId, entry);
    for (const version of this.past) {
      const entries = new Map(version.entries.map((old) => [old.userId, old]));
      put(entries, userId, entry);
      version.entries = [...entries.values()];
    }
  }

  /** To be called before a change, if reads lag so many milliseconds and have to show what was before it. */
  remember(now: number, lag: number): void {
    this.past = this.past.filter(({ until }) => until > now - lag);
    this.past.push({ until: now, entries: this.all() });
  }

  /** The entries as they were at a moment; older versions are forgotten, so moments must not go back. */
  at(moment: number): AccessEntry[] {
    this.past = this.past.filter(({ until }) => until > moment);
    return this.past[0]?.entries ?? this.all();
  }
}

function put(entries: Map<string, AccessEntry>, userId: string, entry: AccessEntry | undefined): void {
  if (entry === undefined) entries.delete(userId);
  else entries.set(userId, entry);
}
