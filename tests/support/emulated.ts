import { type AccessEntry, type Emulator, startEmulator } from "../../sandbox/emulator";
import { accessCalls, granted, type Listed, ORGANIZATION, REPOSITORY, Stack } from "./stack";

/** The tools of a suite of lifecycles. The emulator is reset before each test. */
export interface Emulated {
  readonly emulator: Emulator;
  /** A stack that has not run yet. Waits take a hundredth of their time. */
  readonly newStack: (options?: ConstructorParameters<typeof Stack>[1]) => Stack;
  /** Requests to access lists since this was last called. */
  readonly calls: () => string[];
  /** Those requests to access lists that write, since this was last called. */
  readonly writes: () => string[];
  /** Who is on the list at the API, sorted: `alice=7`. */
  readonly granted: () => string[];
  /** Deletes the repository or organization whose list it is, as another user would. */
  readonly deleteOwner: () => void;
  /** Creates the same repository or organization again. */
  readonly createOwner: () => void;
}

/** A repository at the API; undefined if there is none of these names. */
export function repositoryAt(
  emulator: Emulator,
  at: { readonly organization?: unknown; readonly repository?: unknown },
) {
  const owner = emulator.state().organizations.find(({ name }) => name === at.organization);
  return owner?.repositories.find(({ name }) => name === at.repository);
}

/** A list at the API, with the number of its owner; undefined if there is no such repository or organization. */
export function listAt(
  emulator: Emulator,
  { organization, repository }: Listed["place"],
): { readonly id: number; readonly access: readonly AccessEntry[] } | undefined {
  return repository === undefined
    ? emulator.state().organizations.find(({ name }) => name === organization)
    : repositoryAt(emulator, { organization, repository });
}

/** Deletes the repository or organization whose list it is, as another user would. */
export function deleteOwner(emulator: Emulator, { place: { organization, repository } }: Listed): void {
  if (repository === undefined) emulator.deleteOrganization(organization);
  else emulator.deleteRepository({ organization, repository });
}

/** Creates the repository or organization of a list again. */
export function createOwner(emulator: Emulator, { place: { organization, repository } }: Listed): void {
  if (repository === undefined) emulator.createOrganization({ name: organization, creator: "admin" });
  else emulator.createRepository({ organization, repository });
}

/** Starts an emulator for a suite. `list`: the access list that its stacks declare. */
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

/** A suite that runs for every kind of list: once for a repository's and once for an organization's. */
export function describeLists(title: string, suite: (it0: Emulated, list: Listed) => void): void {
  for (const list of [REPOSITORY, ORGANIZATION])
    describe(`${title}: ${list.resource}`, () => {
      suite(emulated(list), list);
    });
}
