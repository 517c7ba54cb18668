import { listSchema, objectSchema, validatorOf } from "../../provider/ownSchemas";
import { idKey } from "../../provider/swr/access";

/** An entry of an access list, as the cloud answers it. */
export interface Entry {
  readonly user_id: string;
  readonly user_name?: string | null;
  readonly auth: number;
}

/** The answer to a read of an access list. Nothing in it is corrected, so that its form can be told. */
export interface List {
  readonly id: number;
  readonly self_auth: Entry;
  readonly others_auths?: readonly Entry[] | null;
}

const ENTRY = objectSchema(
  { user_id: { type: "string", minLength: 1 }, auth: { type: "integer" } },
  { user_name: { type: "string", nullable: true } },
);
export const isList = validatorOf<List>(
  objectSchema(
    { id: { type: "integer" }, self_auth: ENTRY },
    { others_auths: { ...listSchema(ENTRY), nullable: true } },
  ),
);

export const entriesOf = ({ others_auths }: List): readonly Entry[] => others_auths ?? [];

/** The first entry of each user id, in the order of the answer. */
export function distinct(list: List): Entry[] {
  const seen = new Set<string>();
  return entriesOf(list).filter(({ user_id }) => !seen.has(user_id) && seen.add(user_id));
}

export const isCaller = (list: List, { user_id }: Entry): boolean =>
  idKey(user_id) === idKey(list.self_auth.user_id);

/** The entry of a user, by id without regard to capitals; undefined: the list does not show the user. */
export const entryOf = (list: List, userId: string): Entry | undefined =>
  entriesOf(list).find(({ user_id }) => idKey(user_id) === idKey(userId));
