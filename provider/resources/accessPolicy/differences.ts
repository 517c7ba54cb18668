import { messageOf, PermissionDeniedError, SwrError } from "../../errors";
import type { Context } from "../../resource";
import { type Access, isSameUser } from "../../swr/access";
import { unlessMissing } from "../../swr/missing";
import { declare, isStateEnough, hasProgramChanged } from "../accessList/diff";
import { refuseAppliedBy } from "../accessList/guards";
import { describeMoved, describePlan } from "../accessList/lines";
import { type List, listAt } from "../accessList/list";
import { liveReads } from "../accessList/liveReads";
import { hasId, type Inputs as ListInputs, type State as ListState } from "../accessList/model";
import { type Ignored, ignoredBy, withOwners } from "../accessList/names";
import { managedRows } from "../accessList/observe";
import { deletionOf, isEmpty, type Plan, planAccess, rememberedAccess } from "../accessList/plan";
import { revokeLimit } from "../accessList/revokeLimit";
import { programOf } from "../accessList/successors";
import { isElsewhere, isSame, refuseTakeOver } from "../accessList/takeOver";
import { LISTS_OF_REPOSITORIES } from "../repositoryAccess";
import { Coverage, type Covered } from "./coverage";
import { describeWhole, type Sums } from "./lines";
import { namesAt, withKnown } from "./listing";
import type { Inputs, State } from "./model";
import { blankAt, type Parts, partsOf, sharedBy } from "./parts";
import { onEach } from "../../onEach";

/** What has to be done for one repository, and the lines about it. */
export interface Difference {
  readonly list: List;
  /** What the policy declares for the repository; undefined: no rule matches it any more. */
  readonly inputs?: ListInputs;
  readonly plan: Plan;
  readonly lines: readonly string[];
  /** Why the repository must be left as it is. */
  readonly refusal?: string;
}

/** All differences of a policy, and what they were found from. */
export interface Differences {
  readonly coverage: Coverage;
  /** The names of the organization's repositories that are listed; undefined where they were not listed (`swr:liveDiff`). */
  readonly names?: readonly string[];
  readonly parts: Parts;
  /** Whether the organization itself does not exist. */
  readonly isMissing: boolean;
  /** Names of repositories of the state that do not exist any more. */
  readonly vanished: ReadonlySet<string>;
  /** Differences by name of the repository. */
  readonly all: ReadonlyMap<string, Difference>;
  readonly sums: Sums;
}

export const subjectOf = ({ organization }: Inputs): string => organization;

/** The list of a repository, as the hooks of single lists work with it. */
export const listOfPolicy = (context: Context, policy: Inputs, repository: string): List => {
  const { organization, region } = policy;
  const place = { organization, repository, ...(region === undefined ? {} : { region }) };
  return listAt(LISTS_OF_REPOSITORIES, context, place);
};

/** One comparison of all repositories of a policy. */
class Look {
  readonly #now: Date;
  readonly coverage: Coverage;
  /** The states of the lists. A repository that was deleted and created again is taken out, since its list is another one. */
  readonly parts: Map<string, ListState>;
  readonly vanished = new Set<string>();
  /** The coverage of the rules of the last write. */
  readonly #before: Coverage | undefined;

  constructor(
    private readonly context: Context,
    private readonly state: State | undefined,
    private readonly news: Inputs,
    private readonly ignored: Ignored,
    private readonly isRefreshed: boolean,
    private readonly isRefreshing: boolean,
  ) {
    this.#now = context.now();
    this.coverage = new Coverage(news.rules, this.#now);
    this.parts = new Map(state === undefined ? [] : partsOf(state));
    this.#before = state === undefined ? undefined : new Coverage(state.rules, this.#now);
  }

  /** Whether a refresh has just read all repositories of the state, and those that the program covers are among them. */
  get #isRefreshed(): boolean {
    if (this.state === undefined) return false;
    const patternsOf = ({ rules }: Inputs): string => JSON.stringify(rules.map((it) => it.repositories));
    return this.isRefreshed && patternsOf(this.state) === patternsOf(this.news);
  }

  /** Whether the repositories are listed, and their access lists are read: `swr:liveDiff`. A new policy always does so. */
  get isLive(): boolean {
    return this.state === undefined || this.context.settings.liveDiff;
  }

  /** The difference of one repository; undefined: there is none, or the repository does not exist. */
  async at(repository: string): Promise<Difference | undefined> {
    const covered = this.coverage.at(repository);
    const list = listOfPolicy(this.context, this.news, repository);
    if (covered !== undefined) return this.#covered(list, repository, covered);
    const known = this.parts.get(repository);
    if (known === undefined) return undefined;
    const live = this.isLive ? await this.#read(list) : rememberedAccess(list, known);
    const part = live === undefined ? undefined : this.#partOn(list, live);
    return live === undefined || part === undefined ? undefined : this.#leaving(list, part, live);
  }

  /** The state of a list; undefined also where the repository was deleted and created again since. */
  #partOn(list: List, live: Access): ListState | undefined {
    const { repository = "" } = list.place;
    const part = this.parts.get(repository);
    if (part === undefined || isSame(list, part, live)) return part;
    this.parts.delete(repository);
    return undefined;
  }

  async #covered(list: List, repository: string, { users }: Covered) {
    const inputs: ListInputs = { ...sharedBy(this.news), repository, users };
    const blank = blankAt(this.news, repository);
    const known = this.parts.get(repository);
    const compared = { list, state: known ?? blank, news: inputs, now: this.#now, ignored: this.ignored };
    const isRemembered =
      known !== undefined && (!this.isLive || (this.#isRefreshed && isStateEnough(compared)));
    const live = isRemembered ? rememberedAccess(list, known) : await this.#read(list);
    if (live === undefined) return undefined;
    const part = isRemembered ? known : this.#partOn(list, live);
    const state = part ?? blank;
    const comparison = { ...compared, state };
    const reads = liveReads(this.context);
    const declaration = declare(
      comparison,
      isRemembered ? state.inheritedUsers : await reads.inherited(list, state.inheritedUsers),
    );
    const found = isRemembered ? live : withOwners(live, declaration.owners);
    const plan = planAccess(declaration, found);
    const isOurs = part !== undefined && users.every(({ userId = "" }) => hasId(part.managed, userId));
    const isAsDeclared =
      isOurs && isEmpty(plan) && !hasProgramChanged(part, inputs, declaration) && !isElsewhere(list, part);
    if (isAsDeclared && plan.strangers.length === 0) return undefined;
    return this.#difference(list, inputs, part, plan, found);
  }

  async #read(list: List): Promise<Access | undefined> {
    const found = await unlessMissing(liveReads(this.context).again(list));
    if (found === undefined) this.vanished.add(list.place.repository ?? "");
    return found;
  }

  async #difference(
    list: List,
    inputs: ListInputs,
    part: ListState | undefined,
    plan: Plan,
    live: Access,
  ): Promise<Difference> {
    const { subject } = list;
    const repository = list.place.repository ?? "";
    const isNew = part === undefined || part.managed.length === 0;
    const guarded = refuseAppliedBy(list, part, plan, live);
    const refusal = guarded ?? refuseTakeOver(list, plan.strangers);
    // A repository that was managed before is no take-over. What must not be done there stops the preview, as for a single
    // list. An engine's refresh writes nothing, so nothing stops it.
    if (refusal !== undefined && !isNew && !this.isRefreshing) throw new SwrError(refusal);
    if (refusal !== undefined)
      return {
        list,
        inputs,
        plan,
        refusal,
        lines: [`${refusal} Until then up leaves it as it is, and fails.`],
      };
    // The rules of the last write match this repository, but the state does not have it: it was created since.
    const isCreated = this.#before === undefined || this.#before.at(repository) !== undefined;
    const word = isCreated ? "new" : "now covered";
    const lines = isNew
      ? [`${subjectOf(this.news)}: ${word}: ${repository}, ${describeWhole(plan)}`]
      : [
          ...describeMoved(subject, managedRows(part), inputs.users),
          ...describePlan(subject, plan, this.#now, await liveReads(this.context).held(list)),
        ];
    return { list, inputs, plan, lines };
  }

  async #leaving(list: List, part: ListState, live: Access): Promise<Difference> {
    const { repository = "" } = list.place;
    const staying = programOf(this.context).staying(list, part);
    // What was imported, and never written, is none that this policy granted.
    const granted = part.__written === undefined ? [] : part.managed;
    const leaving = granted.filter((id) => !staying.includes(id));
    const inherited = await liveReads(this.context).inherited(list, part.inheritedUsers);
    const plan = planAccess(deletionOf(leaving, this.ignored, inherited), live);
    const what = isEmpty(plan) ? "nobody loses access" : describeWhole(plan);
    return { list, plan, lines: [`${subjectOf(this.news)}: no longer covered: ${repository}, ${what}`] };
  }
}

/** Counts grants, changes and revocations. Grants and changes count for the rule that decides them. */
function sum(coverage: Coverage, all: Iterable<readonly [string, Difference]>): Sums {
  const sums: Sums = { grants: [], changes: [], revocations: 0 };
  for (const [repository, { plan, refusal }] of all) {
    if (refusal !== undefined) continue;
    sums.revocations += plan.remove.length;
    const covered = coverage.at(repository);
    for (const [grants, counts] of [
      [plan.add, sums.grants],
      [plan.change, sums.changes],
    ] as const)
      for (const grant of grants) {
        const at = coverage.deciding(covered?.rules ?? [], (user) =>
          isSameUser({ userId: user.userId ?? "" }, grant),
        );
        counts[at] = (counts[at] ?? 0) + 1;
      }
  }
  return sums;
}

/** The difference of a repository whose list the caller may not read. The other repositories are compared all the same. */
function refused(list: List, thrown: PermissionDeniedError): Difference {
  const plan = { add: [], change: [], remove: [], own: [], strangers: [] };
  const refusal = messageOf(thrown);
  return { list, plan, refusal, lines: [`${refusal} Until then up leaves it as it is, and fails.`] };
}

/**
 * All differences between program and server, in every repository that a rule matches or that the state has. Throws where a
 * repository that is already managed must not be written, and where a read fails for another reason than a missing right.
 */
export async function differencesOf(
  context: Context,
  state: State | undefined,
  news: Inputs,
  isRefreshed: boolean,
  isRefreshing = false,
): Promise<Differences> {
  const look = new Look(context, state, news, await ignoredBy(context, news), isRefreshed, isRefreshing);
  const { coverage, parts } = look;
  const names = look.isLive ? await namesAt(context, news) : undefined;
  const isMissing = look.isLive && names === undefined;
  const covered = (names ?? []).filter((name) => coverage.at(name) !== undefined);
  const wanted = isMissing ? [] : withKnown(covered, parts.keys());
  const found = await onEach(context, subjectOf(news), "reading who has access", wanted, (it) => look.at(it));
  const all = new Map<string, Difference>();
  const errors: Error[] = [];
  for (const name of wanted) {
    const it = found.get(name);
    if (it instanceof PermissionDeniedError) all.set(name, refused(listOfPolicy(context, news, name), it));
    else if (it instanceof Error) errors.push(it);
    else if (it !== undefined) all.set(name, it);
  }
  if (errors.length > 0) throw oneOf(errors);
  const listed = names === undefined ? {} : { names };
  return { coverage, ...listed, parts, isMissing, vanished: look.vanished, all, sums: sum(coverage, all) };
}

/** One error that says what all these errors say. */
export function oneOf(errors: readonly Error[]): Error {
  const [first] = errors;
  if (errors.length === 1 && first !== undefined) return first;
  return new SwrError([...new Set(errors.map(messageOf))].join("\n"), { cause: first });
}

/** Reports the planned revocations of all repositories to the limit. Returns a refusal where they are too many. */
export const planRevokes = (context: Context, { all }: Differences): string | undefined =>
  revokeLimit(context).planAll(
    [...all.values()].map(({ list, plan, refusal }) => ({
      list,
      remove: refusal === undefined ? plan.remove : [],
    })),
  );
