import type { Emulator } from "../../sandbox/emulator";
import { type PlaceName, placeOf } from "./declared";

/**
 * The users to whom the stack has given access that nobody else has changed since. They must be gone once the stack is destroyed.
 * The ledger goes by what the emulator saw, not by the provider's own state.
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

  /** Reads the changes since the last call. A user whom others have changed no longer counts as granted by the stack. */
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

  /**
   * Keeps only known users. The stack cannot revoke the others: the program ignores them, or the provider was killed before it
   * could say whom it gave access.
   */
  keep(place: PlaceName, isKnown: (userId: string) => boolean): void {
    this.#users.set(place, new Set(this.at(place).filter(isKnown)));
  }
}
