import { messageOf, NotFoundError, PartialFailureError, SwrError } from "../../errors";
import { serverAt } from "../../place";
import type { Context } from "../../resource";
import { mustExist } from "../../swr/missing";
import type { State as ListState } from "../accessList/model";
import { programOf } from "../accessList/successors";
import { apply as applyList, remove as removeList } from "../accessList/write";
import { findDifferences, noteStackGrants } from "./diff";
import { type Difference, type Differences, listOfPolicy, oneOf, subjectOf } from "./differences";
import { firstOf, sparing } from "./lines";
import { readOrganization } from "./listing";
import type { Inputs, State } from "./model";
import { newMark, partsOf, stateOf } from "./parts";
import { keyOf } from "./place";
import { roundsOf } from "./rounds";
import { onEach } from "../../onEach";

/** The result of writing one repository. `part`: its new state; left out: the policy does not manage the repository any more. */
type Written = {
  readonly part?: ListState;
  readonly reasons: readonly string[];
  readonly isWritten: boolean;
};

/**
 * Whether a failure means that the repository vanished during the write. That is no failure: there is nothing left to grant
 * or to revoke.
 */
const isVanished = (thrown: unknown): boolean =>
  thrown instanceof SwrError &&
  [thrown, thrown.cause].some((it) => it instanceof NotFoundError && it.missing === "repository");

async function writeOne(
  context: Context,
  policy: Inputs,
  repository: string,
  { inputs, refusal }: Difference,
  part: ListState | undefined,
): Promise<Written> {
  const kept = part === undefined ? {} : { part };
  if (refusal !== undefined) return { ...kept, reasons: [refusal], isWritten: false };
  const list = listOfPolicy(context, policy, repository);
  try {
    if (inputs !== undefined)
      return { part: await applyList(list, repository, part, inputs), reasons: [], isWritten: true };
    if (part?.__written !== undefined) await removeList(list, part, undefined);
    return { reasons: [], isWritten: true };
  } catch (thrown) {
    if (isVanished(thrown)) return { reasons: [], isWritten: true };
    if (!(thrown instanceof PartialFailureError))
      return { ...kept, reasons: [messageOf(thrown)], isWritten: false };
    return { part: thrown.properties as ListState, reasons: thrown.reasons, isWritten: true };
  }
}

/**
 * The states of all lists after a write: new ones for written repositories, old ones for the others. Repositories that have
 * vanished are left out.
 */
function partsAfter(
  { vanished, parts, all }: Differences,
  written: ReadonlyMap<string, Written>,
): ReadonlyMap<string, ListState> {
  const untouched = [...parts].filter(([name]) => !vanished.has(name) && !all.has(name));
  const touched = [...written].flatMap(([name, { part }]) =>
    part === undefined ? [] : [[name, part] as const],
  );
  return new Map([...untouched, ...touched]);
}

/** The differences that a write carries out. This run may have made the organization after it looked for it. */
async function findToWrite(context: Context, prior: State | undefined, inputs: Inputs): Promise<Differences> {
  const found = await findDifferences(context, prior, inputs, false);
  if (!found.isMissing) return found;
  await mustExist(subjectOf(inputs), readOrganization(context, inputs));
  roundsOf(context).forget(keyOf(context.settings, inputs));
  return findDifferences(context, prior, inputs, false);
}

/**
 * Makes every repository as declared, each on its own. A failure for one repository does not stop the others, and is a reason
 * in the error at the end.
 */
export async function apply(
  context: Context,
  id: string,
  prior: State | undefined,
  inputs: Inputs,
): Promise<State> {
  if (prior !== undefined) noteStackGrants(context, prior);
  const differences = await findToWrite(context, prior, inputs);
  const subject = subjectOf(inputs);
  const lines = sparing(context, subject);
  const { all, parts } = differences;
  const results = await onEach(context, subject, "writing", [...all.keys()], async (repository) => {
    const difference = all.get(repository);
    if (difference === undefined) return undefined;
    return writeOne(lines.context, inputs, repository, difference, parts.get(repository));
  });
  lines.end();
  roundsOf(context).forget(keyOf(context.settings, inputs));
  const written = new Map<string, Written>();
  for (const [repository, it] of results)
    if (it instanceof Error) written.set(repository, { reasons: [messageOf(it)], isWritten: false });
    else if (it !== undefined) written.set(repository, it);
  const reasons = [...written.values()].flatMap((it) => it.reasons);
  const isAnyWritten = [...written.values()].some((it) => it.isWritten);
  // Nothing was written: this is an ordinary failure, and the old state stays.
  if (reasons.length > 0 && !isAnyWritten) throw new SwrError(firstOf(reasons, "").join("\n"));
  const after = partsAfter(differences, written);
  const appliedBy =
    [...written.values()].find(({ part }) => part?.appliedBy)?.part?.appliedBy ?? prior?.appliedBy;
  const state = stateOf(inputs, after, {
    ...(appliedBy === undefined ? {} : { appliedBy }),
    __written: newMark(serverAt(context.settings, { ...inputs })),
  });
  for (const [repository, part] of partsOf(state))
    programOf(context).wrote(listOfPolicy(context, inputs, repository), part);
  if (reasons.length > 0) throw new PartialFailureError(id, state, firstOf(reasons, ""));
  return state;
}

/** Revokes the users whom this policy declared, in every repository, and nobody else. */
export async function remove(context: Context, state: State): Promise<void> {
  noteStackGrants(context, state);
  const subject = subjectOf(state);
  const lines = sparing(context, subject);
  const parts = partsOf(state);
  // If the program still has a policy of the organization, this one is being replaced. Then a repository that was only imported, and
  // that no rule matches any more, is left as it is, as an update would leave it.
  const program = programOf(context);
  const isReplaced = program.hasPolicy(keyOf(context.settings, state));
  const isLeft = ([repository, part]: readonly [string, ListState]): boolean =>
    isReplaced &&
    part.__written === undefined &&
    !program.isOfPolicy(listOfPolicy(context, state, repository));
  const names = [...parts].filter((it) => !isLeft(it)).map(([name]) => name);
  const results = await onEach(context, subject, "revoking", names, async (repository) => {
    const part = parts.get(repository);
    if (part !== undefined) await removeList(listOfPolicy(lines.context, state, repository), part, undefined);
  });
  lines.end();
  roundsOf(context).forget(keyOf(context.settings, state));
  const errors = [...results.values()].flatMap((it) => (it instanceof Error ? it : []));
  if (errors.length > 0) throw oneOf(errors);
}
