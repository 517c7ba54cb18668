/** Which cells are measured. */
import { hasPulumi } from "../engines";
import type { Cell } from "./measure";
import type { Subject } from "./row";

export const PARTS = [
  "wire",
  "engine",
  "plugin",
  "policy",
  "dynamic",
  "offline",
  "start",
  "profile",
  "switches",
  "large",
] as const;
export type Part = (typeof PARTS)[number];

/** Which parts, sizes and latencies somebody asked for. */
export interface Wish {
  readonly parts: readonly Part[];
  readonly sizes: readonly number[];
  readonly latencies: readonly number[];
  /** Numbers of repositories for the part `offline`. */
  readonly offlineSizes: readonly number[];
  /** Whether all parts, sizes and latencies are the defaults. Then what takes longest is measured with one latency only. */
  readonly isShort: boolean;
  /** Numbers of repositories for the part `switches`. */
  readonly switchedSizes: readonly number[];
}

const WITHOUT: readonly Part[] = ["profile", "switches", "large"];
const LATENCY = 20;
const SWITCHED = 200;
const LARGEST = 500;
const SIZES = [1, 100, LARGEST];
/** With the CLI on PATH the offline engine measures fewer sizes, since the CLI's figures are the ones that count. */
const OFFLINE_SIZES = [1, 100];

function wordsOf(name: string): readonly string[] {
  return (process.env[name] ?? "").split(/[\s,]+/).filter((word) => word !== "");
}

function numbersOf(name: string, otherwise: readonly number[]): readonly number[] {
  const words = wordsOf(name);
  const wrong = words.find((word) => !/^\d+$/.test(word));
  if (wrong !== undefined) throw new Error(`${name} takes whole numbers, not "${wrong}"`);
  return words.length === 0 ? otherwise : words.map(Number);
}

export function readWish(): Wish {
  const words = wordsOf("BENCH");
  const wrong = words.find((word) => ![...PARTS, "all", "report"].includes(word));
  if (wrong !== undefined)
    throw new Error(`BENCH takes all, report or some of ${PARTS.join(", ")}, not "${wrong}"`);
  const chosen = PARTS.filter((part) =>
    words.length === 0 ? !WITHOUT.includes(part) : words.includes("all") || words.includes(part),
  );
  return {
    parts: chosen,
    isShort: ["BENCH", "BENCH_SIZES", "BENCH_LATENCIES"].every((name) => wordsOf(name).length === 0),
    sizes: numbersOf("BENCH_SIZES", SIZES),
    latencies: numbersOf("BENCH_LATENCIES", [0, LATENCY]),
    offlineSizes: numbersOf("BENCH_SIZES", hasPulumi() ? OFFLINE_SIZES : SIZES),
    switchedSizes: numbersOf("BENCH_SIZES", [SWITCHED]),
  };
}

type Where = Pick<Cell, "size" | "latencyMs">;

const offlineNobody = (size: number): Cell => ({
  engine: "offline engine",
  subject: "nobody",
  switches: "",
  size,
  latencyMs: 0,
});
const offline = (where: Where): Cell[] => [
  { engine: "offline engine", subject: "dynamicLists", switches: "", ...where },
  { engine: "offline engine", subject: "dynamicPolicy", switches: "", ...where },
  { engine: "gRPC", subject: "lists", switches: "", ...where },
];

const onPulumi = (subject: Subject, where: Where, more: Partial<Cell> = {}): Cell => ({
  engine: "pulumi",
  subject,
  switches: "",
  ...where,
  ...more,
});

const wire = (where: Where): Cell[] =>
  (["wireLists", "wirePolicy"] as const).map((subject) => ({
    engine: "none",
    subject,
    switches: "",
    ...where,
  }));

const SKIP = { PULUMI_SKIP_CHECKPOINTS: "true" };
const PARALLEL_DIFF = { PULUMI_PARALLEL_DIFF: "true" };
/** Each switch by itself, then those that go together. */
const LIST_SWITCHES: readonly Pick<Cell, "switches" | "environment" | "flags">[] = [
  { switches: "none" },
  { switches: "--parallel 32", flags: ["--parallel", "32"] },
  {
    switches: "--parallel 64, swr:maxConcurrency 64",
    flags: ["--parallel", "64"],
    environment: { SWR_MAX_CONCURRENCY: "64" },
  },
  { switches: "PULUMI_PARALLEL_DIFF", environment: PARALLEL_DIFF },
  {
    switches: "PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS",
    environment: { PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true" },
  },
  { switches: "PULUMI_SKIP_CHECKPOINTS", environment: SKIP },
];
const POLICY_SWITCHES: readonly Pick<Cell, "switches" | "environment">[] = [
  { switches: "none" },
  { switches: "swr:maxConcurrency 64", environment: { SWR_MAX_CONCURRENCY: "64" } },
];
const DYNAMIC_SWITCHES: readonly Pick<Cell, "switches" | "environment" | "refreshesAlways">[] = [
  { switches: "none" },
  { switches: "refresh: always", refreshesAlways: true },
  { switches: "PULUMI_PARALLEL_DIFF", environment: PARALLEL_DIFF },
  {
    switches: "PULUMI_PARALLEL_DIFF, PULUMI_SKIP_CHECKPOINTS",
    environment: { ...PARALLEL_DIFF, ...SKIP },
  },
];

const switches = (size: number): Cell[] => {
  const where = { size, latencyMs: LATENCY };
  return [
    ...LIST_SWITCHES.map((it) => onPulumi("lists", where, it)),
    ...POLICY_SWITCHES.map((it) => onPulumi("policy", where, it)),
    ...DYNAMIC_SWITCHES.map((it) => onPulumi("dynamicLists", where, it)),
  ];
};

/** The cells of a part. A subject that sends no request is measured once for each size, since latency does not matter to it. */
function cellsOf(part: Part, { sizes, latencies, offlineSizes, switchedSizes, isShort }: Wish): Cell[] {
  const wheres = latencies.flatMap((latencyMs) => sizes.map((size) => ({ size, latencyMs })));
  // Hundreds of single resources take minutes of the engine's own, whatever the latency is.
  const isOnce = ({ size, latencyMs }: Where): boolean => size < LARGEST || latencyMs === LATENCY;
  const ofLists = isShort ? wheres.filter(isOnce) : wheres;
  const once = sizes.map((size) => ({ size, latencyMs: 0 }));
  switch (part) {
    case "wire":
      return wheres.flatMap(wire);
    case "engine":
      return hasPulumi() ? once.flatMap((it) => [onPulumi("builtin", it), onPulumi("nobody", it)]) : [];
    case "plugin":
      return hasPulumi() ? ofLists.map((it) => onPulumi("lists", it)) : [];
    case "policy":
      return hasPulumi() ? wheres.map((it) => onPulumi("policy", it)) : [];
    case "dynamic":
      return hasPulumi()
        ? [
            ...ofLists.map((it) => onPulumi("dynamicLists", it)),
            ...wheres.map((it) => onPulumi("dynamicPolicy", it)),
          ]
        : [];
    case "offline":
      return [
        ...offlineSizes.map((size) => offlineNobody(size)),
        ...latencies.flatMap((latencyMs) => offlineSizes.flatMap((size) => offline({ size, latencyMs }))),
      ];
    case "large":
      return hasPulumi() ? large() : [];
    case "switches":
      return hasPulumi() ? switchedSizes.flatMap(switches) : [];
    case "start":
    case "profile":
      return [];
  }
}

/** The policies first: what takes longest comes last. */
function large(): Cell[] {
  const at = (size: number): Where => ({ size, latencyMs: LATENCY });
  const quiet = (size: number): Where => ({ size, latencyMs: 0 });
  const isFewer = ({ environment }: { environment?: object }): boolean => environment === SKIP;
  return [
    ...[200, 1000, 2000, 10_000].flatMap((size) => [...wire(at(size)), onPulumi("policy", at(size))]),
    ...POLICY_SWITCHES.map((it) => onPulumi("policy", at(2000), it)),
    ...[2000, 10_000].map((size) => onPulumi("dynamicPolicy", at(size))),
    ...LIST_SWITCHES.filter(isFewer).map((it) => onPulumi("lists", at(2000), it)),
    ...[200, 2000].flatMap((size) => [
      onPulumi("builtin", quiet(size)),
      onPulumi("nobody", quiet(size)),
      onPulumi("lists", at(size)),
      onPulumi("dynamicLists", at(size)),
    ]),
  ];
}

export const cellsFor = (wish: Wish): Cell[] => wish.parts.flatMap((part) => cellsOf(part, wish));
