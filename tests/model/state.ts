/** The state that the model's engine keeps of a stack, and the form in which it gets a program. */
import type { Host, Old, Values } from "./provider";

/** What a program declares of one resource. */
export interface Goal {
  readonly inputs: Values;
  /** The resource option `import`: the engine first reads the resource with this id into the state. */
  readonly importId?: string;
  /** The resource option `replaceOnChanges: ["users"]`. */
  readonly replaceOnChanges?: boolean;
}
export type Program = ReadonlyMap<string, Goal>;

/** A resource in the state of a stack. */
export interface Kept extends Old {
  readonly name: string;
  /** Whether the last create or update was done only in part. */
  readonly initErrors: boolean;
  /** Whether it was replaced and is still to be deleted. Several such resources may have one name. */
  readonly pendingDelete: boolean;
  /** Whether it was deleted before a replacement that is still to be created. It is not deleted again. */
  readonly pendingReplacement: boolean;
  /** The program's inputs at its last write; undefined if it was imported and not written since. Only the judge uses this. */
  readonly said: Values | undefined;
  /** Number of the list at its last write or import. Only the judge uses this. */
  readonly number: unknown;
  /** Whether it has completed a write of the whole list with that number. Only the judge uses this. */
  readonly isTaken: boolean;
}

/** How the engine refreshes: not at all, in the same process, or (`before`, as with the plugin) in a process before it. */
export type Refresh = boolean | "before";

export interface Options {
  readonly refresh?: Refresh;
  /** `--target`: the others are neither checked nor touched. */
  readonly targets?: readonly string[];
  /** `--replace`: these are replaced without a diff. */
  readonly replace?: readonly string[];
  /** Resources whose option `replacementTrigger` has another value than in the last run. */
  readonly triggered?: readonly string[];
  /** A provider that is killed, instead of the stack's own. */
  readonly host?: Host;
  /** Called before each write that the engine asks for. */
  readonly onWrite?: (kind: Writing) => void;
}

export type Op = "create" | "update" | "replace" | "same" | "delete" | "skipped";

export type Writing = "create" | "update" | "delete";

/** A write that failed. */
export interface Failure {
  readonly name: string;
  readonly kind: Writing;
  readonly inputs: Values;
  /** Whether the state says what was done. */
  readonly isKept: boolean;
  /** Whether it was a create whose old resource had been deleted right before. */
  readonly isAfterDelete: boolean;
}

/** The state of a stack, and what the last command did to it. */
export class StackState {
  state: readonly Kept[] = [];
  /** Failures of the last command. */
  failures: Failure[] = [];
  /** What the last command has read for the option `import`, as it was read. */
  imports: Kept[] = [];

  /** Puts `now` in the place of `old`; without an old one, at the end. */
  put(old: Kept | undefined, ...now: readonly Kept[]): void {
    const at = old === undefined ? -1 : this.state.indexOf(old);
    const rest = this.state.filter((it) => it !== old);
    const where = at === -1 ? rest.length : at;
    this.state = [...rest.slice(0, where), ...now, ...rest.slice(where)];
  }

  /** The resource of this name, not an old one that is still to be deleted. */
  kept(name: string): Kept | undefined {
    return this.state.find((it) => it.name === name && !it.pendingDelete);
  }
}

/** The number of a list, from the outputs of either type of resource. */
export const numberIn = (outputs: Values): unknown => outputs["repositoryId"] ?? outputs["organizationId"];

/** The state's entry for a resource that was imported. */
export const imported = (name: string, found: Old): Kept => ({
  ...found,
  name,
  initErrors: false,
  pendingDelete: false,
  pendingReplacement: false,
  said: undefined,
  number: numberIn(found.outputs),
  isTaken: false,
});
