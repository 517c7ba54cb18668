// Made by `make docs` from provider/functions/getUser.ts: change it there.

import type * as pulumi from "@pulumi/pulumi";
import { ask, askOutput } from "./ask";

/** Arguments of getUser. */
export interface GetUserArgs {
  /** IAM user id, 32 hexadecimal digits. Exactly one of userId and userName is given. */
  userId?: string;
  /** IAM user name. Exactly one of userId and userName is given. */
  userName?: string;
  /** Region whose IAM is asked. Default: swr:region. */
  region?: string;
}

/** Arguments of getUserOutput. */
export interface GetUserOutputArgs {
  /** IAM user id, 32 hexadecimal digits. Exactly one of userId and userName is given. */
  userId?: pulumi.Input<string>;
  /** IAM user name. Exactly one of userId and userName is given. */
  userName?: pulumi.Input<string>;
  /** Region whose IAM is asked. Default: swr:region. */
  region?: pulumi.Input<string>;
}

/** What getUser answers. */
export interface GetUserResult {
  /** IAM user id. */
  userId: string;
  /** IAM user name. */
  userName: string;
}

/**
 * The name of an IAM user by id, or the id by name. The caller needs the right to look up users in IAM.
 *
 * ```ts
 * const alice = await swr.getUser({ userName: "alice" });
 * ```
 *
 * API: showUser, keystoneListUsers.
 *
 * @throws {pulumi.RunError} where an argument is wrong, or what is asked for is refused.
 */
export function getUser(args: GetUserArgs): Promise<GetUserResult> {
  return ask("getUser", args) as Promise<GetUserResult>;
}

/**
 * The same for arguments that are outputs of resources: it waits for them, and so for the resources. Where
 * one is not known yet, in a preview, nothing is asked and the result is not known either.
 *
 * ```ts
 * import * as swr from "pulumi-swr";
 *
 * const alice = swr.getUserOutput({ userName: "alice" });
 * export const aliceId = alice.userId;
 * ```
 */
export function getUserOutput(args: GetUserOutputArgs): pulumi.Output<GetUserResult> {
  return askOutput("getUser", args) as pulumi.Output<GetUserResult>;
}
