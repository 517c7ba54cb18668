import type { Context } from "../../resource";
import { howToSet, type Settings } from "../../settings";
import type { Grant } from "../../swr/access";
import type { List } from "./list";

/**
 * `swr:maxRevokes`, for all resources of a process together: what a preview finds to revoke is planned here, what an
 * `up` is about to revoke takes room here. Nothing in it waits, so calls at the same time cannot take the same room.
 */
export class RevokeLimit {
  /** The last plan of each list, as long as nothing of it was sent. */
  readonly #planned = new Map<string, readonly string[]>();
  /** How many lines these plans have together. */
  #count = 0;
  #sent = 0;

  readonly max: number | undefined;

  constructor({ maxRevokes }: Settings) {
    this.max = maxRevokes;
  }

  /** Puts a plan in the place of the list's last one. Answers why it is too much, where it is. */
  plan(list: List, remove: readonly Grant[]): string | undefined {
    return this.planAll([{ list, remove }]);
  }

  /** The same for many lists at once. */
  planAll(plans: readonly { readonly list: List; readonly remove: readonly Grant[] }[]): string | undefined {
    for (const { list, remove } of plans) this.#enter(list, remove);
    const count = this.#sent + this.#count;
    // Who revokes nobody is not to blame for the others.
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

  /** Room for all of these revocations, or for none of them. */
  take({ key }: List, count: number): boolean {
    if (this.max !== undefined && this.#sent + count > this.max) return false;
    this.#sent += count;
    this.#count -= this.#planned.get(key)?.length ?? 0;
    this.#planned.delete(key);
    return true;
  }

  /** Why none of so many was sent. */
  refusal(count: number): string {
    const raise = `raise ${howToSet("maxRevokes")} if it is meant`;
    const isForNextRun = this.max !== undefined && count <= this.max;
    return (
      `swr:maxRevokes is ${String(this.max)}, with ${String(this.#sent)} used in this run and ` +
      `${String(count)} needed here; ${isForNextRun ? "run up again, or " : ""}${raise}`
    );
  }
}

/** What became of the revocations of one call. */
interface Admission {
  readonly admitted: readonly Grant[];
  readonly refused: readonly Grant[];
  /** Of the refusal. */
  readonly reason: string;
}

/** The limit for one run of one resource: a revocation that is sent again is the same one. */
export class RunLimit {
  readonly #counted = new Set<string>();

  constructor(private readonly list: List) {}

  /** To be asked before each call that revokes. Where not all have room, nobody who was not counted before. */
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
