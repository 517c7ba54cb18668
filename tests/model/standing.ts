/** What a program and a state have for one place. A policy has something for each of its repositories. */
import type { State as PolicyState } from "../../provider/resources/accessPolicy/model";
import { partsOf } from "../../provider/resources/accessPolicy/parts";
import type { Emulator } from "../../sandbox/emulator";
import { listAt } from "../support/emulated";
import {
  type Declarations,
  type Declared,
  isPolicy,
  PLACE_NAMES,
  type PlaceName,
  placeOf,
  PLACES,
  type ResourceName,
} from "./declared";
import { spread, usersAt } from "./policies";
import type { Kept, StackState } from "./state";

/** What a program says of a place, and which of its resources say it. */
export interface Standing extends Declared {
  readonly by: readonly ResourceName[];
}

function together(a: Standing | undefined, b: Standing): Standing {
  if (a === undefined) return b;
  return {
    ...b,
    by: [...a.by, ...b.by],
    users: [...a.users, ...b.users],
    ignoreUsers: [...a.ignoreUsers, ...b.ignoreUsers],
    exclusive: a.exclusive || b.exclusive,
    takeOver: a.takeOver || b.takeOver,
  };
}

/** What the program declares for each place. `isCounted`: which of its resources count. */
export function standings(
  program: Declarations,
  isCounted: (name: ResourceName) => boolean = () => true,
): ReadonlyMap<PlaceName, Standing> {
  const all = new Map<PlaceName, Standing>();
  for (const [name, declared] of program) {
    if (!isCounted(name)) continue;
    const places = isPolicy(name) ? spread(program, declared) : [[declared.at, declared] as const];
    for (const [at, it] of places) all.set(at, together(all.get(at), { ...it, by: [name] }));
  }
  return all;
}

/**
 * Which repositories' lists a policy has written, and which of them it has made as declared. This goes by what the emulator saw,
 * since the state of the engine is about whole resources.
 */
export class Policies {
  readonly #numbers = new Map<string, number | undefined>();
  readonly #taken = new Map<string, number | undefined>();

  constructor(private readonly emulator: Emulator) {}

  #keyOf({ name, pendingDelete }: Kept, at: PlaceName): string {
    return `${name} ${String(pendingDelete)} ${at}`;
  }

  /** What the state has at a place, old ones that are still to be deleted among it. */
  keptAt({ state }: Pick<StackState, "state">, at: PlaceName): Kept[] {
    return state.flatMap((kept) => {
      if (!isPolicy(kept.name)) return placeOf(kept.inputs) === at ? [kept] : [];
      return this.#partOf(kept, at) ?? [];
    });
  }

  #partOf(kept: Kept, at: PlaceName): Kept | undefined {
    const { organization, repository = "" } = PLACES[at];
    if (kept.inputs["organization"] !== organization) return undefined;
    const part = partsOf(kept.outputs as unknown as PolicyState).get(repository);
    if (part === undefined) return undefined;
    const { said } = kept;
    const rules = (said?.["rules"] ?? []) as Parameters<typeof usersAt>[0];
    const key = this.#keyOf(kept, at);
    const number = part.__written?.repositoryId ?? this.#numbers.get(key);
    return {
      ...kept,
      outputs: { ...part },
      // What was only read is not written.
      said:
        said === undefined || part.__written === undefined
          ? undefined
          : { ...said, users: usersAt(rules, at) ?? [] },
      number,
      isTaken: this.#taken.has(key) && this.#taken.get(key) === number,
    };
  }

  /**
   * Has to be called after each command. Returns the places whose lists were made as declared, as the state says, although they never
   * were so while the command ran. `wasAsDeclared`: whether a list was as declared at any time, as the emulator saw it.
   */
  update(
    { state }: Pick<StackState, "state">,
    wasAsDeclared: (at: PlaceName, kept: Kept) => boolean,
  ): string[] {
    const wrong: string[] = [];
    for (const kept of state.filter(({ name }) => isPolicy(name)))
      for (const at of PLACE_NAMES) {
        const key = this.#keyOf(kept, at);
        const part = this.#partOf(kept, at);
        const { __written: written, repositoryId } = (part?.outputs ?? {}) as {
          __written?: { taken: boolean };
          repositoryId?: number;
        };
        if (part === undefined) this.#numbers.delete(key);
        else if (!this.#numbers.has(key))
          this.#numbers.set(key, repositoryId ?? listAt(this.emulator, PLACES[at])?.id);
        if (part === undefined || written?.taken !== true) this.#taken.delete(key);
        else if (!part.isTaken) {
          if (!wasAsDeclared(at, part)) wrong.push(`${kept.name} at ${at}`);
          this.#taken.set(key, part.number as number | undefined);
        }
      }
    return wrong;
  }
}
