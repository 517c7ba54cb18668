import type { Emulator } from "../../sandbox/emulator";
import { type Declarations, idOf } from "./declared";
import type { Engine } from "./engine";
import { type Environment, KilledHost } from "./hosts";
import { asProgram } from "./program";
import type { Op, Writing } from "./state";
import type { Command } from "./steps";
import { counts, type Troubles } from "./troubles";

type Kill = Extract<Command, { do: "kill" }>;

/** Runs commands on the engine, with the troubles that wait for a write. */
export class Runner {
  /** The lines of the provider's process that the last command killed. */
  lines: readonly string[] = [];

  constructor(
    private readonly emulator: Emulator,
    private readonly engine: Engine,
    private readonly troubles: Troubles,
    private readonly environment: () => Environment,
  ) {}

  async run(command: Command, program: Declarations): Promise<readonly Op[]> {
    this.lines = [];
    const goals = asProgram(program);
    const onWrite = (kind: Writing): void => {
      this.troubles.during(kind);
    };
    switch (command.do) {
      case "preview":
        return this.engine.preview(goals, command);
      case "up":
        return this.engine.up(goals, { ...command, onWrite });
      case "refresh":
        await this.engine.refresh(command);
        return [];
      case "destroy":
        await this.engine.destroy({ ...command, onWrite });
        return [];
      case "import":
        await this.engine.import(command.of, idOf(command.at));
        return [];
      case "kill":
        return this.#kill(command, goals);
    }
  }

  async #kill(command: Kill, goals: ReturnType<typeof asProgram>): Promise<readonly Op[]> {
    const host = new KilledHost(this.emulator, this.environment, command);
    try {
      const onWrite = (kind: Writing): void => {
        this.troubles.during(kind);
        host.during(kind);
      };
      return await this.engine.up(goals, { ...command, host, onWrite });
    } finally {
      if (host.wasMet()) counts.kills += 1;
      this.lines = host.lines;
    }
  }
}
