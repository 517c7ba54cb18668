import type { Context } from "../../resource";
import { unlessMissing } from "../../swr/missing";
import { organizations } from "../../swr/organizations";
import { repositories } from "../../swr/repositories";
import type { Inputs } from "./model";

type At = Pick<Inputs, "organization" | "region">;

/** Reads the organization itself: an empty list of repositories does not tell whether it is there, and whether the caller may see it. */
export const readOrganization = (context: Context, { organization, region }: At): Promise<unknown> =>
  context.swr(region).of(organizations).read(organization);

/** The organization's repositories that the caller may see; undefined: the organization is not there. */
export async function namesAt(context: Context, at: At): Promise<readonly string[] | undefined> {
  const names = await context.swr(at.region).of(repositories).namesIn(at.organization);
  if (names.length > 0) return names;
  return (await unlessMissing(readOrganization(context, at))) === undefined ? undefined : names;
}

/**
 * Names that a policy has to look at: those that are listed, and those that the state has. The server lists only what the caller may
 * see, so a repository that is not listed has vanished only where a read of its own says so.
 */
export const withKnown = (names: readonly string[], known: Iterable<string>): readonly string[] =>
  [...new Set([...names, ...known])].sort();
