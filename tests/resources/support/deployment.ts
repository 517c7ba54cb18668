/** A program with one resource, run as an engine runs it: check, difference, replacement, what is kept of a partial failure. */
import type { ResourceName } from "../../../provider/registry";
import type { Emulator } from "../../../sandbox/emulator";
import type { Props } from "../../support/grpc";
import { environmentOf } from "../../support/stack";
import type { Environment, Host, Hosts, Kept } from "./hosts";

export type Step = "create" | "update" | "replace" | "same";

/** What is wrong with the program, one failure a line. */
export class CheckFailed extends Error {
  constructor(readonly failures: readonly { property: string; reason: string }[]) {
    super(failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n"));
  }
}

/** A text of an error as users see it, whichever way it came. */
export const textOf = (thrown: unknown): string => {
  const { details, reasons, message } = thrown as {
    details?: string;
    reasons?: readonly string[];
    message: string;
  };
  return reasons?.join("\n") ?? details ?? message;
};

export class Deployment {
  kept: Kept | undefined;
  /** What the last run showed. */
  lines = "";
  user = "ci";

  constructor(
    private readonly hosts: Hosts,
    private readonly resource: ResourceName,
    private readonly emulator: Emulator,
    /** Settings of the next run, beside those that lead to the emulator. */
    public environment: Environment = {},
  ) {}

  /** Each run is a process of its own. */
  async #run<T>(work: (host: Host) => Promise<T>): Promise<T> {
    const environment = { ...environmentOf(this.emulator, this.user), ...this.environment };
    const host = await this.hosts.open(this.resource, environment);
    try {
      return await work(host);
    } finally {
      this.lines = host.lines();
    }
  }

  async #check(host: Host, old: Kept | undefined, program: Props): Promise<Props> {
    const { inputs, failures } = await host.check(old, program);
    if (failures.length > 0) throw new CheckFailed(failures);
    return inputs;
  }

  async #plan(
    host: Host,
    program: Props,
  ): Promise<{ step: Step; inputs: Props; isDeletedFirst: boolean; replaces: readonly string[] }> {
    const old = this.kept;
    const inputs = await this.#check(host, old, program);
    if (old === undefined) return { step: "create", inputs, isDeletedFirst: false, replaces: [] };
    const { changes, replaces, deleteBeforeReplace: isDeletedFirst } = await host.diff(old, inputs);
    if (replaces.length === 0) return { step: changes ? "update" : "same", inputs, isDeletedFirst, replaces };
    // For the new one nothing of the old one counts.
    return { step: "replace", inputs: await this.#check(host, undefined, program), isDeletedFirst, replaces };
  }

  async preview(program: Props): Promise<{ step: Step; replaces: readonly string[] }> {
    return this.#run(async (host) => {
      const { step, replaces } = await this.#plan(host, program);
      return { step, replaces };
    });
  }

  async up(program: Props, { refresh = false } = {}): Promise<Step> {
    return this.#run(async (host) => {
      if (refresh) await this.#refresh(host);
      const { step, inputs, isDeletedFirst } = await this.#plan(host, program);
      const old = this.kept;
      if (step === "create" || old === undefined) await this.#keep(inputs, () => host.create(inputs));
      else if (step === "update")
        await this.#keep(inputs, async () => ({ id: old.id, state: await host.update(old, inputs) }));
      else if (step === "replace") await this.#replace(host, old, inputs, isDeletedFirst);
      else this.kept = { ...old, inputs };
      return step;
    });
  }

  async #replace(host: Host, old: Kept, inputs: Props, isDeletedFirst: boolean): Promise<void> {
    if (isDeletedFirst) {
      await host.delete(old);
      this.kept = undefined;
    }
    await this.#keep(inputs, () => host.create(inputs));
    if (!isDeletedFirst) await host.delete(old);
  }

  /** Keeps what was made, also where not all of it was done. */
  async #keep(inputs: Props, work: () => Promise<{ id: string; state: Props }>): Promise<void> {
    try {
      this.kept = { ...(await work()), inputs };
    } catch (thrown) {
      if (thrown instanceof Error && "properties" in thrown)
        this.kept = {
          id: (thrown as unknown as { id: string }).id,
          state: thrown.properties as Props,
          inputs,
        };
      throw thrown;
    }
  }

  async #refresh(host: Host): Promise<void> {
    if (this.kept !== undefined) this.kept = await host.read(this.kept.id, this.kept);
  }

  async refresh(): Promise<void> {
    await this.#run((host) => this.#refresh(host));
  }

  async import(id: string): Promise<void> {
    this.kept = await this.#run((host) => host.read(id, undefined));
  }

  async destroy(): Promise<void> {
    const old = this.kept;
    if (old !== undefined) await this.#run((host) => host.delete(old));
    this.kept = undefined;
  }
}
