import assert from "node:assert/strict";
import fc from "fast-check";
import type { State as ListState } from "../../../../provider/resources/accessList/model";
import type { Inputs } from "../../../../provider/resources/accessPolicy/model";
import { newMark, partsOf, sharedBy, stateOf } from "../../../../provider/resources/accessPolicy/parts";

const INPUTS: Inputs = {
  organization: "team-a",
  rules: [],
  exclusive: true,
  takeOver: false,
  ignoreUsers: ["x"],
};
const WRITTEN = newMark("https://swr.example");
const APPLIED = { userId: "c1", userName: "ci" };
const grant = fc.constantFrom(
  { userId: "a1", userName: "alice", permission: "Manage" },
  { userId: "b1", userName: "bob", permission: "Read" },
  { userId: "c1", userName: "carol", permission: "auth 5" },
);
const grants = fc.uniqueArray(grant, { maxLength: 3 });

/** A repository's list as the state of a policy may have it. */
const part = (repository: string): fc.Arbitrary<ListState> =>
  fc
    .record({
      users: grants,
      otherUsers: grants,
      inheritedUsers: grants,
      managed: fc.uniqueArray(fc.constantFrom("a1", "b1", "gone")),
      missing: fc.boolean(),
      temporary: fc.boolean(),
      written: fc.option(
        fc.record({ taken: fc.boolean(), repositoryId: fc.option(fc.integer({ min: 0, max: 1e9 })) }),
      ),
    })
    .map(({ missing, temporary, written, ...lists }) => {
      const number = written?.repositoryId == null ? {} : { repositoryId: written.repositoryId };
      const one = { userId: "d1", userName: "dave", permission: "Read" };
      return {
        ...sharedBy(INPUTS),
        repository,
        ...lists,
        ...(missing ? { missingUsers: [one] } : {}),
        ...(temporary ? { temporaryUsers: [{ ...one, expiresAt: "2099-01-01T00:00:00Z" }] } : {}),
        ...number,
        ...(written === null
          ? {}
          : { appliedBy: APPLIED, __written: { ...WRITTEN, ...number, taken: written.taken } }),
      };
    });

describe("the state of a policy", () => {
  it("keeps each list unchanged", () => {
    const all = fc.uniqueArray(fc.stringMatching(/^[a-z/]{1,9}$/), { maxLength: 12 });
    const states = all.chain((names) => fc.tuple(...names.map(part)));
    fc.assert(
      fc.property(states, (parts) => {
        const known = new Map(parts.map((it) => [it.repository ?? "", it]));
        const state = stateOf(INPUTS, known, { appliedBy: APPLIED, __written: WRITTEN });
        const text = JSON.stringify(state);
        assert.deepEqual(
          new Map([...partsOf(JSON.parse(text) as typeof state)].sort()),
          new Map([...known].sort()),
        );
        const back = stateOf(INPUTS, partsOf(state), { appliedBy: APPLIED, __written: WRITTEN });
        assert.equal(JSON.stringify(back), text);
      }),
    );
  });

  it("keeps each set of users only once: at most 60 bytes for each of 10,000 repositories in an engine's file", () => {
    const users = [0, 1, 2].map((at) => ({
      userId: String(at).repeat(32),
      userName: `user-${String(at)}`,
      permission: "Read",
    }));
    const parts = new Map<string, ListState>();
    for (let at = 0; at < 10_000; at += 1) {
      const repository = `web/app-${String(at).padStart(5, "0")}`;
      const number = { repositoryId: 1_000_000 + at };
      parts.set(repository, {
        ...sharedBy(INPUTS),
        repository,
        users: at % 2 === 0 ? users : users.slice(1),
        otherUsers: [],
        managed: (at % 2 === 0 ? users : users.slice(1)).map(({ userId }) => userId),
        ...number,
        appliedBy: APPLIED,
        __written: { ...WRITTEN, ...number, taken: true },
      });
    }
    const state = stateOf(INPUTS, parts, { appliedBy: APPLIED, __written: WRITTEN });
    assert.equal(state.grants.length, 2);
    // Engines write a state with four blanks for each level.
    const file = JSON.stringify({ deployment: { resources: [{ outputs: state }] } }, null, 4);
    assert.ok(file.length / 10_000 <= 60, `${String(file.length / 10_000)} bytes each`);
  });
});
