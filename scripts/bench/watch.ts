/** Looks at processes through /proc: Linux only. */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** The process of either host, in each way in which it is started. */
const PROVIDER = /cmd\/dynamic-provider|hosts\/plugin\/main|resource-swr[^ ]*\/main\.cjs/;
const TICKS_A_SECOND = 100;
/** Milliseconds between two looks. */
const EVERY = 100;

const read = (file: string): string | undefined => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // The process has ended.
    return undefined;
  }
};

/** The fields after the name of the program, which may hold anything. The first one is the state. */
const fieldsOf = (pid: number): readonly string[] =>
  (read(`/proc/${String(pid)}/stat`) ?? "").split(") ").at(-1)?.split(" ") ?? [];

interface Provider {
  readonly memoryMiB: number;
  readonly processorSeconds: number;
  /** Milliseconds since 1970, to the hundredth of a second. */
  readonly startedAt: number;
}

/** Peak memory and start of the providers among the processes that a process has started. */
export class Watch {
  readonly #parents = new Map<number, number>();
  readonly #providers = new Map<number, Provider>();
  readonly #timer: NodeJS.Timeout;

  constructor(private readonly root: number) {
    this.#timer = setInterval(() => {
      this.#look();
    }, EVERY);
  }

  end(): void {
    clearInterval(this.#timer);
  }

  /** Peak memory of the largest provider; undefined: there was no provider. */
  get memoryMiB(): number | undefined {
    const all = [...this.#providers.values()].map(({ memoryMiB }) => memoryMiB);
    return all.length === 0 ? undefined : Math.max(...all);
  }

  /** Processor time of all providers together, at the last look; undefined: there was no provider. */
  get processorSeconds(): number | undefined {
    const all = [...this.#providers.values()];
    return all.length === 0 ? undefined : all.reduce((sum, it) => sum + it.processorSeconds, 0);
  }

  /** When the provider that made a call was started: an engine starts a second one after a refresh. */
  startedBefore(moment: number): number | undefined {
    const all = [...this.#providers.values()].map(({ startedAt }) => startedAt);
    const before = all.filter((it) => it <= moment);
    return before.length === 0 ? undefined : Math.max(...before);
  }

  #look(): void {
    for (const name of readdirSync("/proc")) {
      const pid = Number(name);
      if (Number.isNaN(pid) || this.#parents.has(pid)) continue;
      const parent = fieldsOf(pid)[1];
      if (parent !== undefined) this.#parents.set(pid, Number(parent));
    }
    for (const pid of this.#parents.keys()) if (this.#isOurs(pid)) this.#measure(pid);
  }

  #isOurs(pid: number): boolean {
    for (let at: number | undefined = this.#parents.get(pid); at !== undefined; at = this.#parents.get(at))
      if (at === this.root) return true;
    return false;
  }

  #measure(pid: number): void {
    const known = this.#providers.get(pid);
    if (known === undefined && !PROVIDER.test(read(`/proc/${String(pid)}/cmdline`) ?? "")) return;
    // The peak as the kernel keeps it, so nothing is missed between two looks.
    const peak = /VmHWM:\s+(\d+)/.exec(read(`/proc/${String(pid)}/status`) ?? "")?.[1];
    if (peak === undefined) return;
    const memoryMiB = Number(peak) / 1024;
    const fields = fieldsOf(pid);
    const processorSeconds = (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_A_SECOND;
    const startedAt = known?.startedAt ?? startOf(pid);
    this.#providers.set(pid, { memoryMiB, processorSeconds, startedAt });
  }
}

function startOf(pid: number): number {
  const seconds = Number(fieldsOf(pid)[19]) / TICKS_A_SECOND;
  const now = Number((read("/proc/uptime") ?? "").split(" ")[0]);
  return Date.now() - 1000 * (now - seconds);
}

function processorTicks(): { readonly idle: number; readonly all: number } {
  const [, ...ticks] = (read("/proc/stat") ?? "").split("\n")[0]?.split(/\s+/) ?? [];
  const numbers = ticks.slice(0, 8).map(Number);
  return { idle: (numbers[3] ?? 0) + (numbers[4] ?? 0), all: numbers.reduce((sum, it) => sum + it, 0) };
}

/** How busy all processors are while the bench does nothing, in percent. */
export async function othersBusyPercent(): Promise<number> {
  const before = processorTicks();
  await sleep(500);
  const after = processorTicks();
  return Math.round(100 * (1 - (after.idle - before.idle) / Math.max(1, after.all - before.all)));
}
