import * as pulumi from "@pulumi/pulumi";
import { door } from "./door";
import { perProgram } from "./perProgram";

interface Place {
  readonly organization: string;
  readonly repository: string;
  readonly region: string | undefined;
}
interface Claimant {
  readonly name: string;
  readonly inputs: Place;
}

/** The resources of one run of a program, by repository. Several regions may have one of the same name. */
const claimantsOfProgram = perProgram(() => new Map<string, Claimant[]>());

/** Which regions are one place depends on the settings: the provider knows. */
const refusalOfProgram = perProgram(() => {
  const config = new pulumi.Config("swr");
  return door().openClaims((key) => config.get(key));
});

function claim(name: string, inputs: Place): void {
  const claimants = claimantsOfProgram();
  const key = `${inputs.organization}/${inputs.repository}`;
  const others = (claimants.get(key) ?? []).filter((other) => other.name !== name);
  const own = { name, inputs };
  for (const other of others) {
    const refusal = refusalOfProgram()("RepositoryAccess", own, other);
    if (refusal !== undefined) throw new pulumi.RunError(refusal);
  }
  claimants.set(key, [...others, own]);
}

const isPlain = (value: unknown): value is string | undefined =>
  value === undefined || typeof value === "string";

/** Refuses a second resource on a repository: at once where the names are plain, else as soon as they are known. */
export function claimRepository(
  name: string,
  at: { organization: pulumi.Input<string>; repository: pulumi.Input<string>; region?: pulumi.Input<string> },
): void {
  const { organization, repository, region } = at;
  if (typeof organization === "string" && typeof repository === "string" && isPlain(region)) {
    claim(name, { organization, repository, region });
    return;
  }
  pulumi.all([organization, repository, region]).apply(([known, name2, of]) => {
    claim(name, { organization: known, repository: name2, region: of });
  });
}
