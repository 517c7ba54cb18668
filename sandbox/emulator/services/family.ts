import type { Cloud, Events } from "../api/call";
import type { Route } from "../api/route";
import type { Backdoor } from "../api/backdoor";
import type { Organization, RepositoryPlace, Store } from "../store/store";

/** All that the emulator knows of one family of operations. To add a family: a file like `tags.ts`, and a line in `index.ts`. */
export interface Family {
  /** Its operations of the API. */
  routes: readonly Route[];
  /** Its actions that bypass the API, as methods of the emulator and over HTTP. */
  backdoor?: (cloud: Cloud) => Backdoor;
  /** What the family adds to the account, to each organization, to each repository. */
  account?: Addition<Store>;
  organization?: Addition<Organization>;
  repository?: Addition<RepositoryPlace>;
  /** What the family does when something happens in another one. */
  on?: { [E in keyof Events]?: (cloud: Cloud, subject: Events[E]) => void };
}

/** What a family adds to one thing that a seed names and `GET /_emulator/state` shows. */
export interface Addition<Owner> {
  seed?: SeedAddition<Owner>;
  /** The family's part of the state. */
  show?: (owner: Owner) => object;
}

export interface SeedAddition<Owner> {
  /** JSON Schema of the family's keys in the seed. All of them are optional. */
  properties: Record<string, object>;
  /** Values that must be unique, each list of them with its path, where `[]` stands for the index. */
  unique?(seed: object): [path: string, values: string[]][];
  /** The users whom the seed names in these keys, each with its path. */
  users?(seed: object): [path: string, name: string][];
  /** Adds to the store what the seed says. The type of the parameter `seed` becomes part of the type `Seed`. */
  plant(store: Store, owner: Owner, seed: object): void;
}

/** The levels of a seed to which a family can add. */
export type Level = "account" | "organization" | "repository";

/** The methods of all these families' back doors. */
export type MethodsOf<F> = Together<
  F extends { backdoor: (cloud: Cloud) => Backdoor<infer M> } ? (all: M) => void : never
>;

/** What all these families add to the seed. */
export type SeedOf<F, L extends Level> = Together<
  F extends Record<L, { seed: { plant: (store: never, owner: never, seed: infer S) => void } }>
    ? (all: S) => void
    : never
>;

/** What all these families add to the state. */
export type ShownOf<F, L extends Level> = Together<
  F extends Record<L, { show: (owner: never) => infer S }> ? (all: S) => void : never
>;

/** Makes an intersection of a union: `((all: A) => void) | ((all: B) => void)` becomes `A & B`. */
type Together<F> = [F] extends [(all: infer All) => void] ? All : never;
