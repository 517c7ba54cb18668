/** Parts of answers, as messages of the engine's protocol. */
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import type { CheckFailure } from "../../resource";
import { shown } from "../shown";
import type { Difference } from "./detailedDiff";

const { Kind } = pb.PropertyDiff;

export const failuresOf = (
  failures: readonly CheckFailure[],
  redact: (text: string) => string,
): pb.CheckFailure[] =>
  failures.map(({ property, reason }) => {
    const failure = new pb.CheckFailure();
    failure.setProperty(shown(property));
    failure.setReason(shown(redact(reason)));
    return failure;
  });

/** The property that a path begins with: `users` of `users[1].permission`. */
const propertyOf = (path: string): string => /^\w+/.exec(path)?.[0] ?? path;

function detailOf({ path, kind }: Difference, replaces: readonly string[]): pb.PropertyDiff {
  const detail = new pb.PropertyDiff();
  detail.setKind(replaces.includes(propertyOf(path)) ? Kind[`${kind}_REPLACE`] : Kind[kind]);
  // Both sides of the comparison are inputs, so the engine shows the values of inputs.
  detail.setInputdiff(true);
  return detail;
}

/** Adds differences to the answer of a diff. `replaces`: the properties whose change replaces the resource. */
export function addDifferences(
  response: pb.DiffResponse,
  differences: readonly Difference[],
  replaces: readonly string[],
): void {
  const details = response.getDetaileddiffMap();
  for (const difference of differences) details.set(difference.path, detailOf(difference, replaces));
  response.setHasdetaileddiff(differences.length > 0);
  response.setDiffsList([...new Set(differences.map(({ path }) => propertyOf(path)))]);
}
