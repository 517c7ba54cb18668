import { listOf, object, text } from "../../schema";
import { PerOwner } from "../../store/perOwner";
import type { Store } from "../../store/store";
import type { User } from "../../store/user";
import type { Addition } from "../family";

/** An agency of the account; every user may assume it. */
export interface SeedAgency {
  name: string;
  /** Name of the user as whom the agency acts. */
  user: string;
}

export interface SeedAgencies {
  /** The account's agencies. Default: none. */
  agencies?: SeedAgency[];
}

/** The agencies of an account. */
class Agencies {
  /** For each agency's name, the id of the user as whom it acts. */
  readonly users = new Map<string, string>();
  /** Name of the agency of the machine whose metadata is served, if it has one. */
  ofMachine: string | undefined;
}

export const agencies = new PerOwner<Store, Agencies>(() => new Agencies());

/** The user as whom an agency acts; undefined if there is no such agency, or the user was deleted. */
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
