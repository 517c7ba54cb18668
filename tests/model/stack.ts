import type { Host, Old, Values } from "./provider";

/** What a program says of one resource. */
export interface Goal {
  readonly inputs: Values;
  /** The resource option `import`: what is there is read first, as if it had been made by this stack. */
  readonly importId?: string;
  /** The resource option `replaceOnChanges: ["users"]`. */
  readonly replaceOnChanges?: boolean;
}
export type Program = ReadonlyMap<string, Goal>;

/** A resource in the state of a stack. */
export interface Kept extends Old {
  readonly name: string;
  /** The last create or update was done in part. */
  readonly initErrors: boolean;
  /** A replacement was made, and this old one is still to be deleted. Several may have one name. */
  readonly pendingDelete: boolean;
  /** It was deleted for a replacement that is still to be made. Nobody deletes it again. */
  readonly pendingReplacement: boolean;
  /** What the program said when it was last written; undefined: it was imported, and not written since. For the judge alone. */
  readonly said: Values | undefined;
  /** Number of the repository that it was last written on, or imported from. For the judge alone. */
  readonly repositoryId: unknown;
  /** Whether it has written the whole list of that repository, all of it. For the judge alone. */
  readonly isTaken: boolean;
}

/** Whether the engine refreshes: not, or in the same process, or ahead of it in another and telling so, as with the plugin. */
export type Refresh = boolean | "before";

export interface Options {
  readonly refresh?: Refresh;
  /** `--target`: the others are neither checked nor touched. */
  readonly targets?: readonly string[];
  /** `--replace`: made anew without a diff. */
  readonly replace?: readonly string[];
  /** The resource option `replacementTrigger` has another value than in the last run. */
  readonly triggered?: readonly string[];
  /** Instead of the stack's own: a provider that is killed. */
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
  /** The state says what was done. */
  readonly isKept: boolean;
  /** A create whose old resource was deleted right before. */
  readonly isAfterDelete: boolean;
}

/** What an engine knows of a stack, and what a run of it changes. */
export class Stack {
  state: readonly Kept[] = [];
  /** Of the last command. */
  failures: Failure[] = [];

  /** `isParallel`: writes run beside the next checks, and deletes side by side; else one step ends before the next. */
  constructor(readonly isParallel: boolean) {}

  /** Puts `now` in the place of `old`; without an old one, at the end. */
  put(old: Kept | undefined, ...now: readonly Kept[]): void {
    const at = old === undefined ? -1 : this.state.indexOf(old);
    const rest = this.state.filter((it) => it !== old);
    const where = at === -1 ? rest.length : at;
    this.state = [...rest.slice(0, where), ...now, ...rest.slice(where)];
  }

  /** The resource itself, not an old one that is still to be deleted. */
  kept(name: string): Kept | undefined {
    return this.state.find((it) => it.name === name && !it.pendingDelete);
  }
}

/** A resource that was read into the state. */
export const imported = (name: string, found: Old): Kept => ({
  ...found,
  name,
  initErrors: false,
  pendingDelete: false,
  pendingReplacement: false,
  said: undefined,
  repositoryId: found.outputs["repositoryId"],
  isTaken: false,
});
