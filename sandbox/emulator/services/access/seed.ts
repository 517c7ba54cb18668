import { listOf as list, object, text } from "../../schema";
import type { Place, Store } from "../../store/store";
import type { Addition } from "../family";
import { type AccessEntry, entryOf } from "./list";
import { listOf } from "./lists";

export interface SeedGrant {
  /** Name of a user. */
  user: string;
  auth: 1 | 3 | 7;
  /** The name that the entry shows instead of the user's; null: none. */
  userName?: string | null;
}

export interface SeedGrants {
  access?: SeedGrant[];
}

/** JSON Schema of the name an entry shows instead of the user's own. */
export const shownName = { type: ["string", "null"], minLength: 1 };

/** What access adds to an organization and to a repository: its list. `placeOf`: whose list that is. */
export const grantsOf = <Owner>(placeOf: (owner: Owner) => Place) =>
  ({
    seed: {
      properties: {
        access: list(object({ user: text, auth: { enum: [1, 3, 7] } }, { userName: shownName })),
      },
      users: ({ access = [] }: SeedGrants): [string, string][] =>
        access.map(({ user }, at) => [`access[${String(at)}].user`, user]),
      plant(store: Store, owner: Owner, { access = [] }: SeedGrants): void {
        for (const { user: name, auth, userName } of access) {
          const user = store.seededUser(name);
          listOf(placeOf(owner)).set(user.id, entryOf(user, auth, userName));
        }
      },
    },
    show: (owner: Owner): { access: AccessEntry[] } => ({ access: listOf(placeOf(owner)).all() }),
  }) satisfies Addition<Owner>;
