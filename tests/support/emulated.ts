import { type AccessEntry, type Emulator, startEmulator } from "../../sandbox/emulator";
import { accessCalls, granted, type Listed, ORGANIZATION, REPOSITORY, Stack } from "./stack";

/** What a suite of lifecycles works with: one emulator, as new before each test. */
export interface Emulated {
  readonly emulator: Emulator;
  /** A stack that has not run yet. Waits take a hundredth of their time. */
  readonly newStack: (options?: ConstructorParameters<typeof Stack>[1]) => Stack;
  /** Calls on access lists since the last time. */
  readonly calls: () => string[];
  /** Only those that write. */
  readonly writes: () => string[];
  /** Who really is on the list: `alice=7`, sorted. */
  readonly granted: () => string[];
  /** Somebody deletes the repository, or the organization, whose list it is. */
  readonly deleteOwner: () => void;
  /** Somebody makes it again. */
  readonly createOwner: () => void;
}

/** A list as it really is, with its number; undefined: there is no such repository or organization. */
export function listAt(
  emulator: Emulator,
  { organization, repository }: Listed["place"],
): { readonly id: number; readonly access: readonly AccessEntry[] } | undefined {
  const owner = emulator.state().organizations.find(({ name }) => name === organization);
  return repository === undefined ? owner : owner?.repositories.find(({ name }) => name === repository);
}

/** Somebody deletes the repository, or the organization, whose list it is. */
export function deleteOwner(emulator: Emulator, { place: { organization, repository } }: Listed): void {
  if (repository === undefined) emulator.deleteOrganization(organization);
  else emulator.deleteRepository({ organization, repository });
}

/** Somebody makes it again. */
export function createOwner(emulator: Emulator, { place: { organization, repository } }: Listed): void {
  if (repository === undefined) emulator.createOrganization({ name: organization, creator: "admin" });
  else emulator.createRepository({ organization, repository });
}

/** `list`: what its stacks are about. */
export function emulated(list = REPOSITORY): Emulated {
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
    const found = accessCalls(running().requests(), list);
    running().clearRequests();
    return found;
  };
  return {
    get emulator() {
      return running();
    },
    newStack: (options) => new Stack(running(), { timeScale: 0.01, list, ...options }),
    calls,
    writes: () => calls().filter((call) => !call.startsWith("GET")),
    granted: () => granted(running(), list.place),
    deleteOwner: () => {
      deleteOwner(running(), list);
    },
    createOwner: () => {
      createOwner(running(), list);
    },
  };
}

/** A suite for what is the same with every kind of list: it runs once for a repository's and once for an organization's. */
export function describeLists(title: string, suite: (it0: Emulated, list: Listed) => void): void {
  for (const list of [REPOSITORY, ORGANIZATION])
    describe(`${title}: ${list.resource}`, () => {
      suite(emulated(list), list);
    });
}
