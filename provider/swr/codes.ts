import type { NotFoundError, ServerAnswer } from "../errors";
import { readErrorBody } from "../http/errorBody";
import type { Refusal, RefusalOf } from "../http/pipeline";

/**
 * The refusals that mean one thing, each as status and full code: `404 SVCSTG.SWR.4040010`. They are compared as a whole.
 * A code of another service, or SWR's code under another status, means nothing here. Source: SWR's table of error codes.
 */
type Meanings<Meaning extends string> = { readonly [meaning in Meaning]?: readonly string[] };

function meaningOf<Meaning extends string>(
  meanings: Meanings<Meaning>,
  { status, code = "" }: ServerAnswer,
): Meaning | undefined {
  const refusal = `${String(status)} ${code}`;
  return (Object.keys(meanings) as Meaning[]).find((meaning) => meanings[meaning]?.includes(refusal));
}

/** What an operation can find missing, and the refusals that say so. */
export type Missing = Meanings<NotFoundError["missing"]>;

/** Of the operations on a repository's access list. */
export const MISSING_FOR_REPOSITORY: Missing = {
  organization: ["404 SVCSTG.SWR.4040058", "404 SVCSTG.SWR.4041061"],
  repository: ["404 SVCSTG.SWR.4040010", "404 SVCSTG.SWR.4040113"],
  permission: ["404 SVCSTG.SWR.4040091", "404 SVCSTG.SWR.4040078"],
};

/** Of the operations on an organization's access list. */
export const MISSING_FOR_ORGANIZATION: Missing = {
  organization: ["404 SVCSTG.SWR.4040058", "404 SVCSTG.SWR.4041061"],
  permission: ["404 SVCSTG.SWR.4040078"],
};

/** What the refusal says is missing; undefined where it does not say that anything is. */
export const missingIn = (missing: Missing, answer: ServerAnswer): NotFoundError["missing"] | undefined =>
  meaningOf(missing, answer);

/** Of every operation. */
const REFUSALS: Meanings<Refusal> = {
  exists: ["409 SVCSTG.SWR.4090089", "409 SVCSTG.SWR.4090076"],
  busy: ["409 SVCSTG.SWR.4090023"],
  throttled: ["403 SVCSTG.SWR.4031032", "403 SVCSTG.SWR.4031042"],
  notAllowed: ["401 SVCSTG.SWR.4011064", "401 SVCSTG.SWR.4011044"],
  // SWR's answer to a request without a token.
  badCredentials: ["400 SVCSTG.SWR.4001048"],
};

/** These statuses mean the same whoever answers with them; a code of the table above takes precedence. */
const BY_STATUS: Readonly<Record<number, Refusal>> = { 401: "badCredentials", 429: "throttled" };

/** What a refusal means whichever operation was tried; undefined where only its status is known. */
export const refusalIn = (answer: ServerAnswer): Refusal | undefined =>
  meaningOf(REFUSALS, answer) ?? BY_STATUS[answer.status];

/** The same for a whole answer. Successes are not parsed for it. */
export const refusalOf: RefusalOf = (response) =>
  response.status < 400 ? undefined : refusalIn(readErrorBody(response));

/** Whether SWR itself answered, not the gateway in front of it. */
export const isSwrCode = (code: string | undefined): boolean => code?.startsWith("SVCSTG.SWR.") === true;
