import { createOwner, deleteOwner, listAt } from "../../support/emulated";
import { ID, type Listed } from "../../support/stack";
import { wordOf } from "../../../provider/swr/access";
import type { Life, Overlay } from "./life";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" };

/** What the lives of both kinds of lists have in common. */
export function lifeOf(listed: Listed): Omit<Life, "operations" | "elsewhere"> {
  const { resource, place, subject, owner } = listed;
  const inOne = (users: Overlay): Overlay => ({ users: [ALICE, users as typeof BOB] });
  return {
    resource,
    program: { ...place, users: [ALICE, BOB] },
    live: (emulator, { organization, repository }) => {
      const list = listAt(emulator, { organization, repository } as Listed["place"]);
      if (list === undefined || list.access.length === 0) return undefined;
      const users = list.access.map(({ userId, userName, auth }) => ({
        userId,
        userName: String(userName),
        permission: wordOf(auth),
      }));
      const byName = [...users].sort((a, b) => (a.userName < b.userName ? -1 : 1));
      return { id: String(list.id), users: byName };
    },

    changes: { users: [[ALICE, { ...BOB, permission: "Write" }]] },
    drifts: [
      {
        name: "users: one has more",
        args: { users: [ALICE, BOB] },
        act: ({ emulator }) => {
          emulator.grant({ ...place, user: "bob", auth: 3 });
        },
        line: `${subject}: bob has Write, declared Read; up will change it to Read`,
      },
      {
        name: "users: one who is not declared",
        act: ({ emulator }) => {
          emulator.grant({ ...place, user: "mallory", auth: 7 });
        },
        line: `${subject}: mallory has Manage, not declared; up will revoke it`,
      },
      {
        name: "users: one who was revoked",
        act: ({ emulator }) => {
          emulator.revoke({ ...place, user: "bob" });
        },
        line: `${subject}: bob has no access, declared Read; up will grant Read`,
      },
    ],
    gone: ({ emulator }) => {
      deleteOwner(emulator, listed);
    },
    restore: ({ emulator }) => {
      createOwner(emulator, listed);
    },

    invalid: [
      { args: { organization: "Team" }, property: "organization", says: /lowercase/ },
      { args: inOne({ permission: "Read" }), property: "users[1]", says: /^names nobody/ },
      {
        args: inOne({ ...ALICE, permission: "Read" }),
        property: "users[1].userId",
        says: /is already listed/,
      },
    ],
    refusedCreates: [
      {
        name: `no ${owner}`,
        args: { organization: "gone" },
        says: /^gone.* does not exist: create it first\. .* 404 /,
      },
      {
        name: "no right",
        user: "bob",
        says: new RegExp(`^${subject}: cannot read who has access: 403 .* The caller lacks the right`),
      },
    ],
    refusedDeletes: [
      {
        name: "no right",
        user: "dave",
        says: new RegExp(`^${subject}: cannot read who has access: 403 .* The caller lacks the right`),
      },
    ],

    list: { faults: "tests/faults", ofWrites: ["appliedBy", "__written"] },
  };
}
