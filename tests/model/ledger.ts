import type { Emulator } from "../../sandbox/emulator";
import { type PlaceName, placeOf } from "./program";

/**
 * Whom the stack itself has given access, and nobody has taken it from since: who has to be gone once the stack is. It is kept
 * by what the emulator saw, not by what the provider wrote into the state.
 */
export class Ledger {
  readonly #users = new Map<PlaceName, ReadonlySet<string>>();
  #seen = 0;

  constructor(
    private readonly emulator: Emulator,
    private readonly caller: string,
  ) {}

  at(place: PlaceName): readonly string[] {
    return [...(this.#users.get(place) ?? [])];
  }

  /** Reads on. Whatever another has written is not the stack's any more, unless the stack still manages it. */
  update(): void {
    const { emulator } = this;
    const callers = new Map(emulator.requests().map(({ seq, user }) => [seq, user]));
    const changes = emulator.changes();
    for (const { request, organization, repository, userId, after } of changes.slice(this.#seen)) {
      const at = placeOf({ organization, ...(repository === null ? {} : { repository }) });
      if (at === undefined) continue;
      const users = new Set(this.#users.get(at));
      const isOurs = request !== null && callers.get(request) === this.caller && after !== null;
      if (isOurs) users.add(userId);
      else users.delete(userId);
      this.#users.set(at, users);
    }
    this.#seen = changes.length;
  }

  /** The stack has lost sight of the others: a provider was killed before it could say whom it gave access, or the program ignores them. */
  keep(place: PlaceName, isKnown: (userId: string) => boolean): void {
    this.#users.set(place, new Set(this.at(place).filter(isKnown)));
  }
}
