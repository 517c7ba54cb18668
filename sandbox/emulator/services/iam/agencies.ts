import { listOf, object, text } from "../../schema";
import { Kept } from "../../store/kept";
import type { Store } from "../../store/store";
import type { User } from "../../store/user";
import type { Addition } from "../family";

/** An agency of the account; every user may assume it. */
export interface SeedAgency {
  name: string;
  /** Name of the user it acts as. */
  user: string;
}

export interface SeedAgencies {
  /** Who may be acted as through which agency. Default: there are none. */
  agencies?: SeedAgency[];
}

/** The agencies of an account. */
class Agencies {
  /** Ids of the users whom they act as, by name. */
  readonly users = new Map<string, string>();
  /** The agency of the machine whose metadata is served. */
  ofMachine: string | undefined;
}

export const agencies = new Kept<Store, Agencies>(() => new Agencies());

/** Whom an agency acts as; nobody if there is no such agency, or the user is gone. */
export const agencyUser = (store: Store, name: string): User | undefined =>
  store.users.get(agencies.of(store).users.get(name) ?? "");

/** JSON Schema of an agency. */
export const agencySchema = object({ name: text, user: text });

export const ofAccount = {
  seed: {
    properties: { agencies: listOf(agencySchema) },
    unique: ({ agencies: seeded = [] }: SeedAgencies): [string, string[]][] => [
      ["agencies[].name", seeded.map(({ name }) => name)],
    ],
    users: ({ agencies: seeded = [] }: SeedAgencies): [string, string][] =>
      seeded.map(({ user }, at) => [`agencies[${String(at)}].user`, user]),
    plant(store: Store, _: Store, { agencies: seeded = [] }: SeedAgencies): void {
      for (const { name, user } of seeded) agencies.of(store).users.set(name, store.seededUser(user).id);
    },
  },
} satisfies Addition<Store>;
