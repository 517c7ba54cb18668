import type { Cloud, Events } from "../api/call";
import type { Route } from "../api/route";
import type { Backdoor } from "../api/backdoor";
import type { Organization, RepositoryPlace, Store } from "../store/store";

/** All that the emulator knows of one family of operations. To add a family: a file like `tags.ts`, and a line in `index.ts`. */
export interface Family {
  /** Its operations of the API. */
  routes: readonly Route[];
  /** What others do to it behind a program's back, as methods of the emulator and over HTTP. */
  backdoor?: (cloud: Cloud) => Backdoor;
  /** What it adds to the account, to each organization, to each repository. */
  account?: Addition<Store>;
  organization?: Addition<Organization>;
  repository?: Addition<RepositoryPlace>;
  /** What it does when others do something. */
  on?: { [E in keyof Events]?: (cloud: Cloud, subject: Events[E]) => void };
}

/** What a family adds to one thing that a seed names and `GET /_emulator/state` shows. */
export interface Addition<Owner> {
  seed?: SeedAddition<Owner>;
  /** Its part of the state. */
  show?: (owner: Owner) => object;
}

export interface SeedAddition<Owner> {
  /** JSON Schema of its keys in the seed. All of them are optional. */
  properties: Record<string, object>;
  /** What must not be there twice: the path of each value, with `[]` for the place in its list. */
  unique?(seed: object): [path: string, values: string[]][];
  /** The users it names: the path of each, and the name. */
  users?(seed: object): [path: string, name: string][];
  /** Makes what the seed says. The seed's type here becomes part of the type `Seed`. */
  plant(store: Store, owner: Owner, seed: object): void;
}

/** Which thing an addition is to. */
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

/** Makes one type of many: of what one function of each takes, what all of them can take. */
type Together<F> = [F] extends [(all: infer All) => void] ? All : never;
