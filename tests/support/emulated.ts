import { startEmulator, type Emulator } from "../../sandbox/emulator";
import { accessCalls, Stack } from "./stack";

/** What a suite of lifecycles works with: one emulator, as new before each test. */
export interface Emulated {
  readonly emulator: Emulator;
  /** A stack that has not run yet. Waits take a hundredth of their time. */
  readonly newStack: (options?: ConstructorParameters<typeof Stack>[1]) => Stack;
  /** Calls on access lists since the last time. */
  readonly calls: () => string[];
  /** Only those that write. */
  readonly writes: () => string[];
}

export function emulated(): Emulated {
  let emulator: Emulator | undefined;
  const running = (): Emulator => {
    if (emulator === undefined) throw new Error("the emulator runs in tests only");
    return emulator;
  };
  before(async () => {
    emulator = await startEmulator();
  });
  after(() => running().stop());
  beforeEach(() => {
    running().reset();
  });
  const calls = (): string[] => {
    const list = accessCalls(running().requests());
    running().clearRequests();
    return list;
  };
  return {
    get emulator() {
      return running();
    },
    newStack: (options) => new Stack(running(), { timeScale: 0.01, ...options }),
    calls,
    writes: () => calls().filter((call) => !call.startsWith("GET")),
  };
}
