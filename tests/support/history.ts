import assert from "node:assert/strict";
import { inspect } from "node:util";
import type { AccessChange, Emulator } from "../../sandbox/emulator";
import { type Listed, PLACE } from "./stack";

/** Records each change of a list from now on. The right state at the end does not show whether a user lost access in between. */
export class History {
  readonly #before: number;

  constructor(
    private readonly emulator: Emulator,
    private readonly place: Listed["place"] = PLACE,
  ) {
    this.#before = emulator.changes().length;
  }

  /** The changes that requests have made, without those by the control API. */
  changes(): AccessChange[] {
    return this.emulator
      .changes()
      .slice(this.#before)
      .filter(
        ({ request, repository }) => request !== null && repository === (this.place.repository ?? null),
      );
  }

  /** Checks that these users never had less than they had at first. */
  keeps(...users: string[]): void {
    const lost = this.changes().filter(
      ({ userName, before, after }) => users.includes(userName) && (after ?? 0) < (before ?? 0),
    );
    assert.deepEqual(lost, [], `access was taken away for a moment or for good: ${inspect(lost)}`);
  }

  /** Checks that these users, and nobody else, were revoked. */
  revokes(...users: string[]): void {
    const revoked = this.changes().filter(({ after }) => after === null);
    assert.deepEqual([...new Set(revoked.map(({ userName }) => userName))].sort(), users.sort());
  }
}
