import { NotFoundError } from "../../errors";
import { formatOf, idAt, parseAt } from "../../place";
import type { Context } from "../../resource";
import type { State as ListState } from "../accessList/model";
import { read as readAccessList } from "../accessList/read";
import type { List } from "../accessList/list";
import { isSame } from "../accessList/takeOver";
import { LISTS_OF_REPOSITORIES } from "../repositoryAccess";
import { Coverage } from "./coverage";
import { noteStackGrants } from "./diff";
import { listOfPolicy, oneOf, subjectOf } from "./differences";
import { namesAt, withKnown } from "./listing";
import type { Inputs, Rule, State } from "./model";
import { blankAt, partsOf, sharedBy, stateOf } from "./parts";
import { keyOf, PLACE } from "./place";
import { roundsOf } from "./rounds";
import { onEach } from "../../onEach";

/** A repository may vanish before its list is read. That is no failure. */
function unlessGone(thrown: unknown): undefined {
  if (!(thrown instanceof NotFoundError)) throw thrown;
}

/** Reads one list. */
const readList = async (
  list: List,
  id: string,
  part: ListState | undefined,
): Promise<ListState | undefined> =>
  (await readAccessList(LISTS_OF_REPOSITORIES, list.context, id, part))?.state;

/**
 * Reads the list of one repository. A repository that was deleted and created again since the last write is read as one that
 * the policy has not written.
 */
async function readPart(context: Context, policy: Inputs, repository: string, part: ListState | undefined) {
  const list = listOfPolicy(context, policy, repository);
  const blank = blankAt(policy, repository);
  const state = await readList(list, repository, part ?? blank);
  const isAnew =
    part !== undefined && state !== undefined && !isSame(list, part, { id: state.repositoryId ?? 0 });
  return isAnew ? readList(list, repository, blank) : state;
}

/** The rules that an import writes into the program: one for each set of users. */
function rulesFor(parts: ReadonlyMap<string, ListState>): readonly Rule[] {
  const rules = new Map<string, { repositories: string[]; users: Rule["users"] }>();
  for (const [repository, { users }] of parts) {
    if (users.length === 0) continue;
    const key = JSON.stringify(users);
    const rule = rules.get(key) ?? { repositories: [], users: users as Rule["users"] };
    rule.repositories.push(repository);
    rules.set(key, rule);
  }
  return [...rules.values()];
}

async function readParts(
  context: Context,
  policy: Inputs,
  names: readonly string[],
  read: (repository: string) => Promise<ListState | undefined>,
): Promise<ReadonlyMap<string, ListState>> {
  const found = await onEach(context, subjectOf(policy), "reading who has access", names, read);
  const errors = [...found.values()].flatMap((it) => (it instanceof Error ? it : []));
  if (errors.length > 0) throw oneOf(errors);
  return new Map(
    [...found].flatMap(([name, it]) =>
      it === undefined || it instanceof Error ? [] : [[name, it] as const],
    ),
  );
}

/** Imports an organization: all users of every list count as declared, in rules that name each repository. */
async function importAll(context: Context, id: string) {
  const { organization = "", region } = parseAt(PLACE, context.settings, id);
  const bare: Inputs = {
    organization,
    ...(region === undefined ? {} : { region }),
    rules: [],
    exclusive: true,
    takeOver: false,
  };
  const names = await namesAt(context, bare);
  if (names === undefined)
    throw new NotFoundError(`"${id}" does not exist. An id is ${formatOf(PLACE)}.`, "organization");
  const parts = await readParts(context, bare, names, async (repository) => {
    const list = listOfPolicy(context, bare, repository);
    const id = idAt(LISTS_OF_REPOSITORIES.place, context.settings, { ...list.place });
    return readList(list, id, undefined).catch(unlessGone);
  });
  const rules = rulesFor(parts);
  const covered = new Map([...parts].filter(([, { users }]) => users.length > 0));
  const inputs = { ...bare, rules };
  return { id: idAt(PLACE, context.settings, { ...bare }), state: stateOf(inputs, covered, {}), inputs };
}

/** Reads every repository that a rule matches or that the state has. */
export async function read(
  context: Context,
  id: string,
  prior: State | undefined,
): Promise<{ id: string; state: State; inputs: Inputs } | undefined> {
  if (prior === undefined) return importAll(context, id);
  noteStackGrants(context, prior);
  roundsOf(context).enterRead(keyOf(context.settings, prior));
  const names = await namesAt(context, prior);
  if (names === undefined) {
    context.log(`${subjectOf(prior)}: the organization does not exist any more`);
    return undefined;
  }
  const coverage = new Coverage(prior.rules, context.now());
  const known = partsOf(prior);
  const wanted = withKnown(
    names.filter((name) => coverage.at(name) !== undefined),
    known.keys(),
  );
  const listed = new Set(names);
  // The lines about vanished repositories are not logged: for a policy such a repository is no difference.
  const quiet: Context = { ...context, log: () => undefined };
  const parts = await readParts(context, prior, wanted, (name) =>
    readPart(listed.has(name) ? context : quiet, prior, name, known.get(name)),
  );
  const state = stateOf(prior, parts, prior);
  return { id, state, inputs: { ...sharedBy(prior), rules: prior.rules } };
}
