import * as pulumi from "@pulumi/pulumi";
import { perProgram } from "./perProgram";

interface Place {
  readonly organization: string;
  readonly repository: string;
  readonly region: string | undefined;
}

/** Repositories declared in one run of a program, with the name of the resource that has each. */
const claimsOfProgram = perProgram(() => new Map<string, string>());

function claim(name: string, { organization, repository, region }: Place): void {
  const claims = claimsOfProgram();
  const key = `${region ?? ""}:${organization}/${repository}`;
  const other = claims.get(key) ?? name;
  if (other !== name)
    throw new pulumi.RunError(
      `RepositoryAccess "${name}" and "${other}" both declare ${organization}/${repository}: ` +
        "two lists of one repository would undo each other. Put all users into one of them.",
    );
  claims.set(key, name);
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
