import type { ServerAnswer } from "../errors";
import { readErrorBody } from "../http/errorBody";
import type { Refusal, RefusalOf } from "../http/pipeline";

/**
 * For each meaning, the refusals that have it, as status and full code: `404 SVCSTG.SWR.4040010`. A refusal is compared as a
 * whole: a code of another service, or SWR's code under another status, means nothing here. Source: SWR's table of error
 * codes.
 */
type Meanings<Meaning extends string> = { readonly [meaning in Meaning]?: readonly string[] };

function meaningOf<Meaning extends string>(
  meanings: Meanings<Meaning>,
  { status, code = "" }: ServerAnswer,
): Meaning | undefined {
  const refusal = `${String(status)} ${code}`;
  return (Object.keys(meanings) as Meaning[]).find((meaning) => meanings[meaning]?.includes(refusal));
}

/** One reason why an operation can be refused, recognized by status and full code. */
export interface KnownRefusal {
  /**
   * Status and full code: `404 SVCSTG.SWR.4040010`. A status alone, `409`, where the API documents no code: any code of SWR with
   * this status, unless it has a meaning of its own.
   */
  readonly answers: readonly string[];
  /**
   * `missing`: the object of the request does not exist. `exists`: an object of that name exists already. `notEmpty`: the
   * object still contains others. `refused`: any other reason with a remedy of its own.
   */
  readonly means: "missing" | "exists" | "notEmpty" | "refused";
  /** What is missing: `repository`. */
  readonly what?: string;
  /** A sentence that tells the user what to do. */
  readonly remedy: string;
}

/** The refusal of a request whose object does not exist: what is missing, and the answers that say so. */
export const missing = (
  what: string,
  ...answers: readonly string[]
): KnownRefusal & { readonly what: string } => ({
  answers,
  means: "missing",
  what,
  remedy: `The ${what} does not exist.`,
});
export const NO_ORGANIZATION = missing("organization", "404 SVCSTG.SWR.4040058", "404 SVCSTG.SWR.4041061");
export const NO_REPOSITORY = missing("repository", "404 SVCSTG.SWR.4040010", "404 SVCSTG.SWR.4040113");
/** What any operation on a repository, or on something in it, may find missing. */
export const OF_REPOSITORY = [NO_ORGANIZATION, NO_REPOSITORY] as const;
export const NO_TAG = missing(
  "tag",
  "404 SVCSTG.SWR.4040048",
  "404 SVCSTG.SWR.4040115",
  "404 SVCSTG.SWR.4041056",
);
export const existing = (...answers: readonly string[]): KnownRefusal => ({
  answers,
  means: "exists",
  remedy: "It exists already: somebody else made it meanwhile. Try again.",
});
/** Refusals about a user's entry in the access list of a repository. */
export const NO_PERMISSION = missing("permission", "404 SVCSTG.SWR.4040091");
export const PERMISSION_EXISTS = existing("409 SVCSTG.SWR.4090089");
/** Refusals about a user's entry in the access list of an organization. */
export const NO_ORGANIZATION_PERMISSION = missing("permission", "404 SVCSTG.SWR.4040078");
export const ORGANIZATION_PERMISSION_EXISTS = existing("409 SVCSTG.SWR.4090076");

/** Refusals that any operation may get. */
const REFUSALS: Meanings<Refusal> = {
  busy: ["409 SVCSTG.SWR.4090023"],
  throttled: ["403 SVCSTG.SWR.4031032", "403 SVCSTG.SWR.4031042"],
  notAllowed: ["401 SVCSTG.SWR.4011064", "401 SVCSTG.SWR.4011044"],
  // SWR's answer to a request without a token.
  badCredentials: ["400 SVCSTG.SWR.4001048"],
};

/** Statuses that mean the same whoever answers with them. A code of the table above takes precedence. */
const BY_STATUS: Readonly<Record<number, Refusal>> = { 401: "badCredentials", 429: "throttled" };

/** What a refusal means for any operation; undefined where only its status is known. */
export const refusalIn = (answer: ServerAnswer): Refusal | undefined =>
  meaningOf(REFUSALS, answer) ?? BY_STATUS[answer.status];

/** What a whole answer means. The body of a success is not parsed. */
export const refusalOf: RefusalOf = (response) =>
  response.status < 400 ? undefined : refusalIn(readErrorBody(response));

/** Whether a code shows that SWR itself answered, not the gateway in front of it. */
export const isSwrCode = (code: string | undefined): boolean => code?.startsWith("SVCSTG.SWR.") === true;

/** The refusal that an answer is, among those that the operation knows. */
export function knownRefusal(
  refusals: readonly KnownRefusal[],
  answer: ServerAnswer,
): KnownRefusal | undefined {
  const { status, code = "" } = answer;
  const saying = (text: string): KnownRefusal | undefined =>
    refusals.find(({ answers }) => answers.includes(text));
  const isOpen = isSwrCode(code) && refusalIn(answer) === undefined;
  return saying(`${String(status)} ${code}`) ?? (isOpen ? saying(String(status)) : undefined);
}
