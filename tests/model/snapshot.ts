/** What a command finds before it runs, and what it may therefore do. */
import assert from "node:assert/strict";
import type { UserGrant } from "../../provider/resources/repositoryAccess";
import type { AccessEntry, Emulator } from "../../sandbox/emulator";
import { listAt } from "../support/emulated";
import { type Declared as Users, declaredBy } from "../support/invariants";
import { ID } from "../support/stack";
import {
  CALLER,
  type Declarations,
  type Declared,
  isPolicy,
  PLACE_NAMES,
  type PlaceName,
  placeOf,
  PLACES,
  type ResourceName,
} from "./declared";
import type { Engine } from "./engine";
import type { Ledger } from "./ledger";
import { type Policies, type Standing, standings } from "./standing";
import type { Kept } from "./state";
import type { Command } from "./steps";

/** The emulator, engine, program and ledger of the stack that is judged. */
export interface Stage {
  readonly emulator: Emulator;
  readonly engine: Engine;
  readonly program: Declarations;
  readonly ledger: Ledger;
  readonly policies: Policies;
}

/** A place as it is now. */
interface Now {
  readonly live: readonly AccessEntry[];
  /** The number of its list; undefined if the place does not exist. */
  readonly number: number | undefined;
}

/** A place as it was before a command. */
interface Before extends Now {
  /** The state's resources on it, with old ones that are still to be deleted. */
  readonly kept: readonly Kept[];
}

export const managedBy = (kept: readonly Kept[]): string[] =>
  kept.flatMap(({ outputs }) => (outputs["managed"] ?? []) as string[]);
export const idsOf = (names: readonly string[]): string[] => names.map((name) => ID[name as keyof typeof ID]);

/** Users that resources declared at their last write. A user in several gets the highest permission. */
export function saidBy(kept: readonly Kept[]): Users {
  const all = kept.flatMap(({ said }) => [...declaredBy((said?.["users"] ?? []) as readonly UserGrant[])]);
  return new Map(all.sort(([, a], [, b]) => a - b));
}

/** The lists, the state and the program before a command. */
export class Snapshot {
  /** The state before. */
  readonly kept: readonly Kept[];
  /** What the program says of each place, as far as this command looks at the program. */
  readonly checked: ReadonlyMap<PlaceName, Standing>;
  /** Which resources the command works on; undefined: all. */
  readonly targets: readonly string[] | undefined;
  /** Whether this command looks at a resource of the program. */
  readonly #isChecked: (name: string) => boolean;
  readonly #before: ReadonlyMap<PlaceName, Before>;

  constructor(
    private readonly stage: Stage,
    command: Command,
  ) {
    const { engine, program, policies } = stage;
    this.kept = engine.state;
    this.targets = "targets" in command ? command.targets : undefined;
    const runsProgram = ["up", "kill"].includes(command.do);
    this.#isChecked = (name) => runsProgram && this.targets?.includes(name) !== false;
    this.checked = standings(program, this.#isChecked);
    this.#before = new Map(
      PLACE_NAMES.map((at) => [at, { ...this.now(at), kept: policies.keptAt(engine, at) }]),
    );
  }

  at(at: PlaceName): Before {
    return this.#before.get(at) ?? assert.fail(at);
  }

  now(at: PlaceName): Now {
    const found = listAt(this.stage.emulator, PLACES[at]);
    return { live: found?.access ?? [], number: found?.id };
  }

  /** Ids of the stack's own users at a place. The command may revoke them even without `takeOver`. */
  ours(at: PlaceName): string[] {
    const { kept, number } = this.at(at);
    // On a repository that was deleted and made anew the stack has no users of its own, unless `takeOver` is set.
    const written = kept.filter((it) => it.said !== undefined);
    const held = written.filter((it) => it.number === number || it.said?.["takeOver"] === true);
    const said = saidBy(held).keys();
    return [...managedBy(held), ...said, ...this.stage.ledger.at(at), ...this.imported(at)];
  }

  /** Ids of the users whom the stack has granted at a place, whatever the program says by now. */
  granted(at: PlaceName): string[] {
    return [
      ...managedBy(this.at(at).kept.filter(({ said }) => said !== undefined)),
      ...this.stage.ledger.at(at),
    ];
  }

  /** What imports have found at a place, by resources that have written nothing there since. */
  #found(at: PlaceName): Kept[] {
    const { engine, policies } = this.stage;
    const all = [...this.at(at).kept, ...policies.keptAt({ state: engine.imports }, at)];
    return all.filter((it) => it.said === undefined);
  }

  /** Ids of users whom an import has found at a place, and whom the command may revoke. */
  imported(at: PlaceName): string[] {
    return managedBy(this.#found(at).filter((it) => this.#mayTake(it, at)));
  }

  /**
   * Whether the command may revoke the users whom the import of a resource has found at a place. Where the program declares the
   * place, this needs `takeOver`, also if the resource is replaced or renamed. If it does not, the users go with their resource. Users
   * whom a policy has imported in a repository that its rules leave out stay as long as the program has a policy there.
   */
  #mayTake(it: Kept, at: PlaceName): boolean {
    if (this.targets?.includes(it.name) === false) return false;
    const successor = this.checked.get(at);
    if (isPolicy(it.name) && this.#hasPolicy(at) && successor?.by.some(isPolicy) !== true) return false;
    return successor === undefined ? it.number === this.at(at).number : successor.takeOver;
  }

  /** Whether this command looks at a policy of the organization of a place. */
  #hasPolicy(at: PlaceName): boolean {
    const isThere = (declared: Declared): boolean =>
      PLACES[declared.at].organization === PLACES[at].organization;
    return [...this.stage.program].some(
      ([name, it]) => isPolicy(name) && this.#isChecked(name) && isThere(it),
    );
  }

  /** Whether the command may revoke anybody at a place whom the program does not declare. */
  isExclusive(at: PlaceName): boolean {
    const declared = this.checked.get(at);
    if (declared?.exclusive !== true) return false;
    if (declared.takeOver) return true;
    const { kept, number } = this.at(at);
    const ids = [number, this.now(at).number];
    const isBy = (it: Kept): boolean => declared.by.includes(it.name as ResourceName);
    const isTaken = kept.some((it) => isBy(it) && it.isTaken && ids.includes(it.number as number));
    return isTaken && declared.users.length > 0;
  }

  /** Ids of the users at a place whom a resource without `takeOver` would revoke. They are the reason for a refusal. */
  refusable(at: PlaceName): string[] {
    const { program } = this.stage;
    const live = [...this.at(at).live, ...this.#throughOrganization(at)].map(({ userId }) => userId);
    return [...program.keys()].flatMap((name) => {
      const said = standings(program, (it) => it === name).get(at);
      if (said === undefined || said.takeOver) return [];
      const isOf = (it: Kept): boolean => it.name === name && !it.pendingDelete;
      const found = managedBy(this.#found(at).filter(isOf));
      // From an exclusive list everybody would be revoked, from any other list only users whom an import has found.
      const leaving = said.exclusive ? live : live.filter((id) => found.includes(id));
      const known = [...declaredBy(said.users).keys(), ...idsOf(said.ignoreUsers), ID[CALLER]];
      return leaving.filter((id) => !known.includes(id));
    });
  }

  /** Users of the organization, whom some dialects show in a repository's list. */
  #throughOrganization(at: PlaceName): readonly AccessEntry[] {
    const isListed = this.stage.emulator.dialect()["organization-users"] === "listed";
    const above = placeOf({ organization: PLACES[at].organization });
    if (!isListed || above === undefined || above === at) return [];
    return [...this.at(above).live, ...this.now(above).live];
  }
}
