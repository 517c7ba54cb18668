import type { Emulator } from "../../../sandbox/emulator";
import type { ResourceName } from "../../../provider/registry";
import type { Client } from "../../emulator/support/client";

/** A value as a program gives it. */
export type Value = string | number | boolean | readonly Value[] | { readonly [name: string]: Value };
/** Properties of a resource. */
export type Args = Readonly<Record<string, Value>>;
/** Properties laid over those of a program. What is undefined is taken out of it. */
export type Overlay = Readonly<Record<string, Value | undefined>>;

/** Whoever else works with the registry: another administrator with a client of their own, and docker. */
export interface Others {
  readonly api: Client;
  readonly emulator: Emulator;
}

/** A change of the program. */
export interface Edit {
  readonly name: string;
  readonly args: Overlay;
  /** The properties whose change replaces the resource; none: it is changed in place. */
  readonly replaces?: readonly string[];
  /** The operations that write. */
  readonly writes: readonly string[];
}

/** What others do behind the program's back, and the line that says so. */
export interface Drift {
  readonly name: string;
  /** What the program says beside what it always says. */
  readonly args?: Overlay;
  readonly act: (others: Others) => unknown;
  readonly line: string;
}

/** What a check refuses: the property that it names, and the sentence. */
export interface Invalid {
  readonly args: Overlay;
  readonly property: string;
  readonly says: RegExp;
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

/** Objects that are inside a resource, so that it is deleted only with `forceDestroy`. */
export interface Filled {
  readonly fill: (others: Others) => unknown;
  readonly says: RegExp;
  /** The operations of a destroy with `forceDestroy`. */
  readonly operations: readonly string[];
  /** Its lines. */
  readonly lines: readonly string[];
}

/**
 * The life of a resource, as data: the suites beside it run it through every host and every fault, and know no resource. Only what
 * the description of the resource does not say stands here. What follows from the description is in `derived.ts`: id and subject, what
 * a check refuses by type, the edits of each property, drift.
 */
export interface Life {
  readonly resource: ResourceName;
  /** A program that gives each required input, one of those of which exactly one is given, and no other. Nothing is at its place yet. */
  readonly program: Args;
  /** The server's operations, by their names. */
  readonly operations: {
    readonly create: string;
    readonly read: string;
    readonly update?: string;
    /** The call that finds what it is about, ahead of each look at it. */
    readonly list?: string;
    readonly delete: string;
  };
  /** What is there, by properties; undefined: nothing. The id tells it from another one of the same name. */
  readonly live: (emulator: Emulator, args: Args) => (Args & { readonly id: string }) | undefined;
  /** For each name of its place another value, where it can be made as well. */
  readonly elsewhere: Readonly<Record<string, string>>;
  /** What has to be there before each test, beside the built-in seed. */
  readonly given?: (emulator: Emulator) => unknown;

  /** The properties that are changed in place: the value of an edit, and the one that others give it, where `set` can. */
  readonly changes?: Readonly<Record<string, readonly [ours: Value, theirs?: Value]>>;
  /** Those of `changes` that the server cannot change in place: the object is deleted and made again. */
  readonly madeAnew?: readonly string[];
  /** Somebody else gives it a value of `changes`: one property at a time. */
  readonly set?: (others: Others, args: Args) => unknown;
  /** Drift that is no other value of one property. */
  readonly drifts?: readonly Drift[];
  /** Somebody else deletes it. */
  readonly gone: (others: Others) => unknown;
  /** Somebody else makes again what it is on. Left out: `up` makes it again by itself. */
  readonly restore?: (others: Others) => unknown;

  /** Somebody else makes one of the same name. For a resource that may `adopt`. */
  readonly exists?: (others: Others) => unknown;
  /** For a resource with `forceDestroy`. */
  readonly filled?: Filled;

  /** What a check refuses beyond what the description says. */
  readonly invalid?: readonly Invalid[];
  readonly refusedCreates?: readonly Refused[];
  readonly refusedDeletes?: readonly Refused[];

  /** Where it is no object of its own, but a list that an object has. */
  readonly list?: {
    /** Where its faults are run. */
    readonly faults: string;
    /** The outputs that only a write knows: an import leaves them out. */
    readonly ofWrites: readonly string[];
    /** What an import makes of the program, where it can't say it as the program does. */
    readonly imported?: Overlay;
  };
}
