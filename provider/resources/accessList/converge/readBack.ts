import { type Access, type Grant, isSameUser } from "../../../swr/access";
import { describeInherited } from "../lines";
import { heldThrough, isEmpty } from "../plan";
import type { Answers } from "./answers";
import type { Progress } from "./progress";
import { SETTLING, type Waits } from "./waits";

/** Reads the list after a round of writes. */
export class ReadBack {
  /** The list above. It is read once. */
  #above: Promise<Access | undefined> | undefined;

  constructor(
    private readonly progress: Progress,
    private readonly waits: Waits,
  ) {}

  /** Reads until the list shows what the round has written, or until the list above explains why it does not. */
  async run(answers: Answers): Promise<void> {
    for (const [at, wait] of [...SETTLING, undefined].entries()) {
      await this.progress.read();
      const plan = this.progress.plan();
      // A difference that was not sent yet is for the next round.
      if (!answers.cover(plan) || isEmpty({ ...plan, own: [] }) || wait === undefined) return;
      if (await this.#isExplained([...plan.change, ...plan.remove])) return;
      const next = `read ${String(at + 2)} of ${String(SETTLING.length + 1)}`;
      await this.waits.wait(wait, "the server does not show yet what was written", next);
    }
  }

  /** Whether all differences that are left come from the list above. Remembers those users as inherited. */
  async #isExplained(left: readonly Grant[]): Promise<boolean> {
    const { progress } = this;
    if (left.length === 0) return false;
    // The list above is read once but compared in every round: an entry of the list's own may have hidden the one above in an
    // earlier round.
    this.#above ??= progress.list.above?.read().catch(() => undefined) ?? Promise.resolve(undefined);
    const isLeft = (entry: Grant): boolean => left.some((it) => isSameUser(it, entry));
    const found = heldThrough(await this.#above, progress.live.entries.filter(isLeft));
    for (const shown of found) {
      progress.inherited = [...progress.inherited.filter((row) => !isSameUser(row, shown)), shown];
      progress.log(describeInherited(shown));
    }
    return isEmpty({ ...progress.plan(), own: [] });
  }
}
