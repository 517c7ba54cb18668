import {
  ConflictError,
  InvalidRequestError,
  NotFoundError,
  SwrError,
  UnavailableError,
  UnexpectedAnswerError,
} from "../../errors";
import { isSwrCode, refusalIn } from "../../swr/codes";

/** A service that is still busy after all retries is so for every user. */
const isConflict = (thrown: unknown): boolean =>
  thrown instanceof ConflictError && (thrown.answer === undefined || refusalIn(thrown.answer) !== "busy");

/** Refused for what it says, not for who sends it or how it travels: the rest can still be done. */
export function isRefusal(thrown: unknown): thrown is SwrError {
  return (
    thrown instanceof InvalidRequestError ||
    isConflict(thrown) ||
    (thrown instanceof NotFoundError && ["permission", "user"].includes(thrown.missing))
  );
}

/** The entry is not as the request supposed: read again instead of giving up. */
export const isStale = (thrown: unknown): boolean =>
  isConflict(thrown) || (thrown instanceof NotFoundError && thrown.missing === "permission");

/** SWR itself failed on this request, again and again: one user may be the cause. */
export const isServersOwn = (thrown: unknown): boolean =>
  thrown instanceof UnavailableError && isSwrCode(thrown.answer?.code);

/** Whether the transport has sent it again already, as it does where that harms nothing. */
export const wasRepeated = (isGrant: boolean, thrown: unknown): boolean =>
  !isGrant && !(thrown instanceof UnexpectedAnswerError);
