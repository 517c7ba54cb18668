import type { Emulator } from "../../../sandbox/emulator";
import type { ResourceName } from "../../../provider/registry";
import type { Client } from "../../emulator/support/client";

/** A value as a program gives it. */
export type Value = string | number | boolean | readonly Value[] | { readonly [name: string]: Value };
/** Properties of a resource. */
export type Args = Readonly<Record<string, Value>>;
/** Properties that replace those of a program. An undefined one is taken out. */
export type Overlay = Readonly<Record<string, Value | undefined>>;

/** Others who work with the registry: an administrator with an API client, and (through the emulator) docker. */
export interface Others {
  readonly api: Client;
  readonly emulator: Emulator;
}

/** A change of the program. */
export interface Edit {
  readonly name: string;
  readonly args: Overlay;
  /** The properties whose change replaces the resource. Empty if it is changed in place. */
  readonly replaces?: readonly string[];
  /** The operations that write for this edit, in order. */
  readonly writes: readonly string[];
}

/** A change that others make, and the line by which a preview tells it. */
export interface Drift {
  readonly name: string;
  /** Properties that this drift needs in the program. */
  readonly args?: Overlay;
  readonly act: (others: Others) => unknown;
  readonly line: string;
}

/** Inputs that a check refuses, with the property that it names and its sentence. */
export interface Invalid {
  readonly args: Overlay;
  readonly property: string;
  readonly says: RegExp;
}

/** A request that the server refuses. */
export interface Refused {
  readonly name: string;
  /** What has to be done before. */
  readonly given?: (others: Others) => unknown;
  /**
   * Who runs the program. Default: an administrator. A create reads first: a user who may not read the object either is refused
   * there, so `given` has to let the user read.
   */
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
  /** The lines that this destroy shows. */
  readonly lines: readonly string[];
}

/**
 * The life of a resource, as data. The suites run it through every host and every fault, and know no resource themselves. A life
 * only tells what the resource's description does not. `derived.ts` makes the rest of the description: id and subject, what a
 * check refuses by type, the edits of each property, drift.
 */
export interface Life {
  readonly resource: ResourceName;
  /** A program with each required input, and one of those of which exactly one is required. Nothing is at its place yet. */
  readonly program: Args;
  /** The properties of the object at the API; undefined if there is none. Its id differs once it was deleted and made again. */
  readonly live: (emulator: Emulator, args: Args) => (Args & { readonly id: string }) | undefined;
  /** Another value for each name of the place. The resource can be created there too. */
  readonly elsewhere: Readonly<Record<string, string>>;
  /** What has to be there before each test, beside the built-in seed. */
  readonly given?: (emulator: Emulator) => unknown;

  /** Properties that are changed in place: the value of an edit, and the value of a drift, if `set` can make one. */
  readonly changes?: Readonly<Record<string, readonly [ours: Value, theirs?: Value]>>;
  /** Those of `changes` that the server cannot change: an update deletes the object and creates it again. */
  readonly madeAnew?: readonly string[];
  /** Makes drift: gives the object one of the values in `changes`. */
  readonly set?: (others: Others, args: Args) => unknown;
  /** Other drifts than a new value of one property. */
  readonly drifts?: readonly Drift[];
  /** Deletes the object, as another user would. */
  readonly gone: (others: Others) => unknown;
  /** Creates again what the object belongs to. Left out if `up` creates all that is gone. */
  readonly restore?: (others: Others) => unknown;

  /** Creates an object of the same name, as another user would. For a resource that may `adopt`. */
  readonly exists?: (others: Others) => unknown;
  /** Objects inside it. For a resource with `forceDestroy`. */
  readonly filled?: Filled;

  /** What a check refuses beyond what the description says. */
  readonly invalid?: readonly Invalid[];
  readonly refusedCreates?: readonly Refused[];
  readonly refusedDeletes?: readonly Refused[];

  /** For an access list, which is no object of its own but belongs to one. */
  readonly list?: {
    /** The folder of the tests that run its faults. */
    readonly faults: string;
    /** The outputs that only a write knows: an import leaves them out. */
    readonly ofWrites: readonly string[];
    /** What an import makes of the program, where it can't say it as the program does. */
    readonly imported?: Overlay;
  };
}
