import type { Context } from "../../resource";
import { howToSet, type Settings } from "../../settings";
import type { Grant } from "../../swr/access";
import type { List } from "./list";

/**
 * `swr:maxRevokes`, for all resources of a process together. A preview plans its revocations here, and an `up` takes room
 * here before it revokes. Nothing in this class waits, so calls at the same time cannot take the same room.
 */
export class RevokeLimit {
  /** The last plan of each list, until something of it is sent. One line for each revocation. */
  readonly #planned = new Map<string, readonly string[]>();
  /** How many revocations these plans have together. */
  #count = 0;
  #sent = 0;

  readonly max: number | undefined;

  constructor({ maxRevokes }: Settings) {
    this.max = maxRevokes;
  }

  /** Replaces the plan of a list. Returns a refusal where the run would revoke too many users. */
  plan(list: List, remove: readonly Grant[]): string | undefined {
    return this.planAll([{ list, remove }]);
  }

  /** Replaces the plans of many lists at once. Returns a refusal where the run would revoke too many users. */
  planAll(plans: readonly { readonly list: List; readonly remove: readonly Grant[] }[]): string | undefined {
    for (const { list, remove } of plans) this.#enter(list, remove);
    const count = this.#sent + this.#count;
    // A resource that revokes nobody is not refused for what others revoke.
    const isFree = plans.every(({ remove }) => remove.length === 0);
    if (this.max === undefined || count <= this.max || isFree) return undefined;
    return [
      `swr:maxRevokes is ${String(this.max)}, and this run would revoke at least ${String(count)}:`,
      ...[...this.#planned.values()].flat(),
      ...(this.#sent === 0 ? [] : [`  ${String(this.#sent)} more, which this run has revoked already`]),
      `Declare these users, put them into ignoreUsers, or raise ${howToSet("maxRevokes")} if it is meant.`,
    ].join("\n");
  }

  #enter({ key, subject }: List, remove: readonly Grant[]): void {
    const lines = remove.map(({ userName, permission }) => `  ${subject}: ${userName} (${permission})`);
    this.#count += lines.length - (this.#planned.get(key)?.length ?? 0);
    this.#planned.set(key, lines);
  }

  /** Takes room for all of these revocations; false: there is not enough, and none is taken. */
  take({ key }: List, count: number): boolean {
    if (this.max !== undefined && this.#sent + count > this.max) return false;
    this.#sent += count;
    this.#count -= this.#planned.get(key)?.length ?? 0;
    this.#planned.delete(key);
    return true;
  }

  /** Why none of these revocations was sent. */
  refusal(count: number): string {
    const raise = `raise ${howToSet("maxRevokes")} if it is meant`;
    const isForNextRun = this.max !== undefined && count <= this.max;
    return (
      `swr:maxRevokes is ${String(this.max)}, with ${String(this.#sent)} used in this run and ` +
      `${String(count)} needed here; ${isForNextRun ? "run up again, or " : ""}${raise}`
    );
  }
}

/** Which revocations of one call may be sent. */
interface Admission {
  readonly admitted: readonly Grant[];
  readonly refused: readonly Grant[];
  /** Why the others may not be sent. */
  readonly reason: string;
}

/** The limit for one write of one resource. A revocation that is sent again counts once. */
export class RunLimit {
  readonly #counted = new Set<string>();

  constructor(private readonly list: List) {}

  /**
   * Must be called before each call that revokes. Where there is no room for all new revocations, only those that were
   * counted before are admitted.
   */
  admit(entries: readonly Grant[]): Admission {
    const limit = revokeLimit(this.list.context);
    const isCounted = ({ userId }: Grant): boolean => this.#counted.has(userId);
    const uncounted = entries.filter((entry) => !isCounted(entry));
    if (!limit.take(this.list, uncounted.length))
      return {
        admitted: entries.filter(isCounted),
        refused: uncounted,
        reason: limit.refusal(uncounted.length),
      };
    for (const { userId } of uncounted) this.#counted.add(userId);
    return { admitted: entries, refused: [], reason: "" };
  }
}

/** The limit of a run. */
export const revokeLimit = (context: Context): RevokeLimit => context.recall(createRevokeLimit);
const createRevokeLimit = ({ settings }: Context): RevokeLimit => new RevokeLimit(settings);
