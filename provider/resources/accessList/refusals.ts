import {
  ConflictError,
  InvalidRequestError,
  NotFoundError,
  SwrError,
  UnavailableError,
  UnexpectedAnswerError,
} from "../../errors";
import { isSwrCode, refusalIn } from "../../swr/codes";

/** Whether a conflict is about one user. A service that is still busy after all retries is busy for every user. */
const isConflict = (thrown: unknown): boolean =>
  thrown instanceof ConflictError && (thrown.answer === undefined || refusalIn(thrown.answer) !== "busy");

/**
 * Whether a request was refused for its content, not for its sender or for a fault on the way. Requests for other users can
 * still succeed.
 */
export function isRefusal(thrown: unknown): thrown is SwrError {
  return (
    thrown instanceof InvalidRequestError ||
    isConflict(thrown) ||
    (thrown instanceof NotFoundError && ["permission", "user"].includes(thrown.missing))
  );
}

/** Whether the entry is not as the request expected. Then the list is read again instead of giving up. */
export const isStale = (thrown: unknown): boolean =>
  isConflict(thrown) || (thrown instanceof NotFoundError && thrown.missing === "permission");

/** Whether SWR itself failed on this request after all retries. One user in it may be the cause. */
export const isServersOwn = (thrown: unknown): boolean =>
  thrown instanceof UnavailableError && isSwrCode(thrown.answer?.code);

/** Whether the transport has already repeated the request, as it does where a repetition does no harm. */
export const wasRepeated = (isGrant: boolean, thrown: unknown): boolean =>
  !isGrant && !(thrown instanceof UnexpectedAnswerError);
