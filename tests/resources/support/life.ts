import type { Emulator } from "../../../sandbox/emulator";
import type { ResourceName } from "../../../provider/registry";
import type { Client } from "../../emulator/support/client";

/** Properties of a resource. */
export type Args = Readonly<Record<string, string | boolean>>;

/** Whoever else works with the registry: another administrator with a client of their own, and docker. */
export interface Others {
  readonly api: Client;
  readonly emulator: Emulator;
}

/** A change of the program. What is undefined is taken out of it. */
export interface Edit {
  readonly name: string;
  readonly args: Readonly<Record<string, string | boolean | undefined>>;
  /** The properties whose change replaces the resource; none: it is changed in place. */
  readonly replaces?: readonly string[];
  /** The operations that write. */
  readonly writes: readonly string[];
}

/** What others do behind the program's back, and the line that says so. */
export interface Drift {
  readonly name: string;
  /** What the program says beside what is needed. */
  readonly args?: Args;
  readonly act: (others: Others) => Promise<unknown>;
  readonly line: string;
}

/** What the server refuses. */
export interface Refused {
  readonly name: string;
  /** What is so before. */
  readonly given?: (others: Others) => unknown;
  /** Who runs the program. Default: an administrator. */
  readonly user?: string;
  readonly args?: Args;
  readonly says: RegExp;
}

/** The life of a resource, as data: `lives.test.ts` runs it, and knows no resource. */
export interface Life {
  readonly resource: ResourceName;
  /** All that is needed, and nothing that has a default. What it names is free at first. */
  readonly program: Args;
  readonly id: string;
  /** How lines and errors call it. */
  readonly subject: string;
  /** The server's operations, by their names. */
  readonly operations: {
    readonly create: string;
    readonly read: string;
    readonly update?: string;
    readonly delete: string;
  };
  /** What is there, by properties; undefined: nothing. The id tells it from another one of the same name. */
  readonly live: (emulator: Emulator, args: Args) => (Args & { readonly id: string }) | undefined;
  /** Each from the program on. */
  readonly edits: readonly [Edit, ...Edit[]];
  readonly drifts: readonly Drift[];
  /** Deletes it. */
  readonly gone: (others: Others) => unknown;
  /** Somebody else's object of the same name. `property`: where the program is told. */
  readonly exists: { readonly make: (others: Others) => Promise<unknown>; readonly property: string };
  /** What a check refuses: the property that it names, and the sentence. */
  readonly invalid: readonly {
    readonly args: Readonly<Record<string, string | boolean | number | undefined>>;
    readonly property: string;
    readonly says: RegExp;
  }[];
  readonly refusedCreates: readonly Refused[];
  readonly refusedDeletes: readonly Refused[];
  /** Objects are inside, so that it is deleted only with `forceDestroy`. */
  readonly filled: {
    readonly fill: (others: Others) => unknown;
    readonly says: RegExp;
    /** The operations of a destroy with `forceDestroy`. */
    readonly operations: readonly string[];
    /** Its lines. */
    readonly lines: readonly string[];
  };
}
