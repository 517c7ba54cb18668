/** What the bench measures, as it is written to bench/results.json. */

/** What is done to a stack, in this order. */
export const OPERATIONS = ["create", "no change", "drift", "update", "refresh", "destroy"] as const;
export type Operation = (typeof OPERATIONS)[number];

export interface Measure {
  /** Seconds of the whole command: engine, program and provider from start to end. */
  readonly seconds: number;
  /** Requests that the emulator answered, whatever they were for. */
  readonly calls: number;
  /** The most connections that were open at once. */
  readonly connections: number;
  /** Peak memory of the provider's process; left out where there is no such process. */
  readonly memoryMiB?: number;
  /** Processor time of the provider or the bare client. Other work on the machine hardly changes it. */
  readonly processorSeconds?: number;
  /** From the start of the provider's process to the first call, the engine's own work in between included. */
  readonly firstCallMs?: number;
}

/** One subject at one size and latency. */
export interface Row {
  /** "pulumi", "offline engine", "gRPC" or "none". */
  readonly engine: string;
  readonly subject: string;
  /** What differs from the defaults; empty: nothing. */
  readonly switches: string;
  readonly size: number;
  readonly latencyMs: number;
  readonly measured: string;
  /** How busy the machine was with other things just before, in percent of all processors. */
  readonly othersBusyPercent: number;
  readonly stateBytes?: number;
  readonly operations: Partial<Record<Operation, Measure>>;
  /** The operation that failed, and why. The operations after it were not measured. */
  readonly failed?: string;
}

export const SUBJECTS = {
  builtin: "the engine alone: pulumi:index:Stash",
  nobody: "a dynamic resource that calls nobody",
  wireLists: "the wire alone, N access lists",
  wirePolicy: "the wire alone, one organization",
  lists: "RepositoryAccess × N, plugin",
  policy: "RepositoryAccessPolicy, plugin",
  dynamicLists: "RepositoryAccess × N, dynamic host",
  dynamicPolicy: "RepositoryAccessPolicy, dynamic host",
} as const;
export type Subject = keyof typeof SUBJECTS;

/** Identifies a row, so that a new measurement replaces the old one. */
export const keyOf = (row: Row): string =>
  [row.engine, row.subject, row.switches, row.size, row.latencyMs].join(" / ");

/** The start of the plugin without an engine's work in between, in milliseconds. */
export interface Start {
  readonly measured: string;
  /** From exec to the port it prints. */
  readonly readyMs: readonly number[];
  /** From exec to the first call at the emulator, for a resource to be created. */
  readonly firstCallMs: readonly number[];
}

export interface Results {
  readonly machine: Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly start?: Start;
  readonly rows: readonly Row[];
}
