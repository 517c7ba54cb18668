import { type Access, type Grant, idKey } from "../../../swr/access";
import type { List } from "../list";
import { withOwners } from "../names";
import { type Declaration, type Plan, planAccess } from "../plan";

/** What is known of a list while it is being changed, and what could not be done. */
export class Progress {
  /** Entries that were found to come from the list above. */
  inherited: readonly Grant[];
  /** Whether any write was, or may have been, carried out. */
  wrote = false;
  #found: { readonly live: Access; readonly inherited: readonly Grant[]; readonly plan: Plan } | undefined;
  /** Why nothing more is tried for a user, by the user's key. */
  readonly #reasons = new Map<string, string>();

  constructor(
    readonly list: List,
    readonly declaration: Declaration,
    /** The list as the last read showed it, changed by the writes that were answered with success since. */
    public live: Access,
  ) {
    this.inherited = declaration.inherited;
  }

  /** Reads the list. A name that belongs to somebody else is shown with the id of its entry. */
  async read(): Promise<void> {
    this.live = withOwners(await this.list.read(), this.declaration.owners);
  }

  /** All differences between the list and the declaration. They are asked for several times between two answers. */
  #differences(): Plan {
    const { live, inherited } = this;
    if (this.#found?.live !== live || this.#found.inherited !== inherited)
      this.#found = { live, inherited, plan: planAccess({ ...this.declaration, inherited }, live) };
    return this.#found.plan;
  }

  /** What is left to do: the differences without the users that were given up. */
  plan(): Plan {
    const plan = this.#differences();
    const isOpen = (grant: Grant): boolean => !this.isGivenUp(grant);
    return {
      add: plan.add.filter(isOpen),
      change: plan.change.filter(isOpen),
      remove: plan.remove.filter(isOpen),
      own: plan.own.filter(isOpen),
      strangers: plan.strangers.filter(isOpen),
    };
  }

  /** Ends all attempts for this user, and records the reason. */
  giveUp({ userId }: Grant, reason: string): void {
    this.#reasons.set(idKey(userId), `${this.list.subject}: ${reason}`);
  }

  isGivenUp({ userId }: Grant): boolean {
    return this.#reasons.has(idKey(userId));
  }

  /**
   * What could not be done, one sentence for each user. Users who are as declared after all are left out: a write that was
   * answered with a failure may have been carried out.
   */
  reasons(): string[] {
    const { add, change, remove, own, strangers } = this.#differences();
    const left = [...add, ...change, ...remove, ...own, ...strangers];
    const isLeft = new Set(left.map(({ userId }) => idKey(userId)));
    return [...this.#reasons].flatMap(([user, reason]) => (isLeft.has(user) ? reason : []));
  }

  log(text: string): void {
    this.list.context.log(`${this.list.subject}: ${text}`);
  }
}
