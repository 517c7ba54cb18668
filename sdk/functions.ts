import * as pulumi from "@pulumi/pulumi";
import { door, type FunctionName } from "./door";
import { perProgram } from "./perProgram";
import type { AppliedGrant } from "./types";

/** Arguments of getOrganizationAccess. */
export interface GetOrganizationAccessArgs {
  /** Name of the organization (API: namespace). */
  organization: string;
  /** Region of the organization. Default: `swr:region`. */
  region?: string;
}

/** Arguments of getOrganizationAccessOutput. */
export interface GetOrganizationAccessOutputArgs {
  /** Name of the organization (API: namespace). */
  organization: pulumi.Input<string>;
  /** Region of the organization. Default: `swr:region`. */
  region?: pulumi.Input<string>;
}

/** Who may use an organization, and who asked. */
export interface GetOrganizationAccessResult {
  /** Name of the organization. */
  organization: string;
  /** Region of the organization, where one is set. */
  region?: string;
  /** The number SWR answers with the list of grants. */
  organizationId: number;
  /** Everybody the list shows but the caller, by name. Administrators and who created the organization may use it without being listed. */
  users: AppliedGrant[];
  /** Who asks, and its own right, whether the list has it or it comes from elsewhere. */
  caller: AppliedGrant;
}

/** Arguments of getRepositoryAccess. */
export interface GetRepositoryAccessArgs {
  /** Organization (API: namespace) the repository is in. */
  organization: string;
  /** Repository name as users write it, with raw `/`: `web/app`. */
  repository: string;
  /** Region of the repository. Default: `swr:region`. */
  region?: string;
}

/** Arguments of getRepositoryAccessOutput. */
export interface GetRepositoryAccessOutputArgs {
  /** Organization (API: namespace) the repository is in. */
  organization: pulumi.Input<string>;
  /** Repository name as users write it, with raw `/`: `web/app`. */
  repository: pulumi.Input<string>;
  /** Region of the repository. Default: `swr:region`. */
  region?: pulumi.Input<string>;
}

/** Who may use a repository, and who asked. */
export interface GetRepositoryAccessResult {
  /** Organization the repository is in. */
  organization: string;
  /** Repository name, with raw `/`. */
  repository: string;
  /** Region of the repository, where one is set. */
  region?: string;
  /** The number SWR answers with the list of grants. */
  repositoryId: number;
  /** Everybody the list shows but the caller, by name. Whether it shows users of the whole organization depends on the cloud. */
  users: AppliedGrant[];
  /** Who asks, and its own right, whether the list has it or it comes from elsewhere. */
  caller: AppliedGrant;
}

/** Arguments of getUser: exactly one of id and name. */
export interface GetUserArgs {
  /** IAM user id, 32 hexadecimal digits. */
  userId?: string;
  /** IAM user name. */
  userName?: string;
  /** Region whose IAM is asked. Default: `swr:region`. */
  region?: string;
}

/** Arguments of getUserOutput: exactly one of id and name. */
export interface GetUserOutputArgs {
  /** IAM user id, 32 hexadecimal digits. */
  userId?: pulumi.Input<string>;
  /** IAM user name. */
  userName?: pulumi.Input<string>;
  /** Region whose IAM is asked. Default: `swr:region`. */
  region?: pulumi.Input<string>;
}

/** One IAM user, with both halves. */
export interface GetUserResult {
  /** IAM user id. */
  userId: string;
  /** IAM user name. */
  userName: string;
}

const functions = perProgram(() => {
  const config = new pulumi.Config("swr");
  return door().openFunctions(
    (key) => config.get(key),
    (line) => {
      void pulumi.log.info(line);
    },
  );
});

/** Our sentence says all: a stack is shown where nobody uses the output that failed, even of a RunError. */
const refusal = (message: string): pulumi.RunError =>
  Object.assign(new pulumi.RunError(message), { stack: "" });

async function answer(name: FunctionName, args: object): Promise<object> {
  const late = Object.entries(args).find(([, value]) => pulumi.Output.isInstance(value))?.[0];
  if (late !== undefined) throw refusal(`swr.${name}: ${late} is an Output: call swr.${name}Output instead`);
  const { result, failures } = await functions()(name, args);
  if (result !== undefined) return result;
  throw refusal(failures.map(({ property, reason }) => `swr.${name}: ${property} ${reason}`).join("\n"));
}

/** Calls out, in previews too. What is refused on purpose fails the program with its sentence, without a stack. */
async function call(name: FunctionName, args: object): Promise<object> {
  try {
    return await answer(name, args);
  } catch (thrown) {
    if (!(thrown instanceof door().SwrError)) throw thrown;
    throw refusal(thrown.message);
  }
}

/**
 * Who may use one organization, without managing it, and what the caller itself may do there. Asks SWR each time, in previews
 * too, with the settings of the stack and the environment.
 *
 * ```ts
 * const { users, caller } = await swr.getOrganizationAccess({ organization: "team-a" });
 * ```
 *
 * API: showNamespaceAuth.
 *
 * @throws {pulumi.RunError} where an argument is wrong, the organization is not there, or SWR refuses.
 */
export async function getOrganizationAccess(
  args: GetOrganizationAccessArgs,
): Promise<GetOrganizationAccessResult> {
  return (await call("getOrganizationAccess", args)) as GetOrganizationAccessResult;
}

/** The same for arguments that are outputs of resources. Where one is not known yet, the result is not either. */
export function getOrganizationAccessOutput(
  args: GetOrganizationAccessOutputArgs,
): pulumi.Output<GetOrganizationAccessResult> {
  return pulumi.output(args).apply((known) => getOrganizationAccess(known as GetOrganizationAccessArgs));
}

/**
 * Who may use one image repository, without managing it, and what the caller itself may do there. Asks SWR each time, in
 * previews too, with the settings of the stack and the environment.
 *
 * ```ts
 * const { users, caller } = await swr.getRepositoryAccess({ organization: "team-a", repository: "web/app" });
 * ```
 *
 * API: showUserRepositoryAuth.
 *
 * @throws {pulumi.RunError} where an argument is wrong, the repository is not there, or SWR refuses.
 */
export async function getRepositoryAccess(args: GetRepositoryAccessArgs): Promise<GetRepositoryAccessResult> {
  return (await call("getRepositoryAccess", args)) as GetRepositoryAccessResult;
}

/**
 * The same for arguments that are outputs of resources: it waits for them, and so for the resources. Where one is not
 * known yet, in a preview, nothing is asked and the result is not known either.
 *
 * ```ts
 * const access = swr.getRepositoryAccessOutput({ organization: web.organization, repository: web.repository });
 * export const myRight = access.caller.permission;
 * ```
 */
export function getRepositoryAccessOutput(
  args: GetRepositoryAccessOutputArgs,
): pulumi.Output<GetRepositoryAccessResult> {
  return pulumi.output(args).apply((known) => getRepositoryAccess(known as GetRepositoryAccessArgs));
}

/**
 * An IAM user's name by its id, or its id by its name. The caller needs the right to look up users in IAM.
 *
 * ```ts
 * const { userId } = await swr.getUser({ userName: "alice" });
 * ```
 *
 * API: showUser, keystoneListUsers.
 *
 * @throws {pulumi.RunError} where an argument is wrong, there is no such user, or IAM refuses.
 */
export async function getUser(args: GetUserArgs): Promise<GetUserResult> {
  return (await call("getUser", args)) as GetUserResult;
}

/** The same for arguments that are outputs of resources. Where one is not known yet, the result is not either. */
export function getUserOutput(args: GetUserOutputArgs): pulumi.Output<GetUserResult> {
  return pulumi.output(args).apply((known) => getUser(known as GetUserArgs));
}
