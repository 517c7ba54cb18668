import { ConnectionError } from "../errors";
import { Silence } from "../silence";
import type { RefusalOf, Request, Response, Wrapper } from "./pipeline";

/** How often and how long a client tries. Times in milliseconds. */
export interface RetryRules {
  /** Attempts after the first one. */
  readonly maxRetries: number;
  /** For one request with all its attempts and waits. No attempt starts after this time. */
  readonly budget: number;
  /** The first wait. It doubles each time, with full jitter. */
  readonly base: number;
  /** The longest wait that this client chooses. A Retry-After of the server may be longer, within the budget. */
  readonly cap: number;
}

/** The first waits are short, for a passing fault; the last ones are long enough for a service to restart. */
export const retryRules = (given: {
  readonly maxRetries: number;
  readonly retryBudget: number;
}): RetryRules => ({ maxRetries: given.maxRetries, budget: given.retryBudget, base: 250, cap: 5_000 });

/** How one attempt ended: with an answer, or without one. */
export type Outcome = Response | ConnectionError;

/** Why a request was refused before anything was done; else undefined. Such a request may be sent again whatever its method. */
function wasNotDone(outcome: Outcome, refusalOf: RefusalOf): string | undefined {
  // An unknown host or a refused connection lasts longer than all retries, so it fails at once.
  if (outcome instanceof ConnectionError) return undefined;
  const refusal = refusalOf(outcome);
  return refusal === "throttled" || refusal === "busy" ? `${refusal} (${String(outcome.status)})` : undefined;
}

/** Why it is open whether a request was carried out; else undefined. Only a repeatable request may be sent again then. */
function isTransient(outcome: Outcome): string | undefined {
  if (outcome instanceof ConnectionError) return outcome.maybeSent ? "no answer" : undefined;
  return [408, 500, 502, 503, 504].includes(outcome.status) ? `status ${String(outcome.status)}` : undefined;
}

/** The wait that the server asks for, given in seconds or as a date; undefined where it asks for none. Milliseconds. */
export function retryAfter(headers: Response["headers"], now: Date): number | undefined {
  const value = headers["retry-after"]?.trim();
  if (value === undefined || value === "") return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return seconds < 0 ? undefined : seconds * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}

/** Pure. How long to wait before the next attempt and why; undefined: the outcome stands. */
export function decideRetry(
  rules: RetryRules,
  refusalOf: RefusalOf,
  isRepeatable: boolean,
  outcome: Outcome,
  so: { readonly attempt: number; readonly elapsed: number; readonly now: Date; readonly random: number },
): { readonly wait: number; readonly reason: string } | undefined {
  const reason = wasNotDone(outcome, refusalOf) ?? (isRepeatable ? isTransient(outcome) : undefined);
  if (reason === undefined || so.attempt > rules.maxRetries) return undefined;
  const asked = outcome instanceof ConnectionError ? undefined : retryAfter(outcome.headers, so.now);
  const wait = asked ?? so.random * Math.min(rules.cap, rules.base * 2 ** (so.attempt - 1));
  return so.elapsed + wait > rules.budget ? undefined : { wait, reason };
}

/**
 * Whether a request has the same effect when it is carried out twice. Every method but POST has; a POST has where it is
 * marked `repeatable`.
 */
const mayBeRepeated = ({ method, repeatable = false }: Request): boolean => method !== "POST" || repeatable;

/** Sends requests again where that can help and does no harm. `notify` tells the user why it takes long. */
export const withRetry =
  (
    rules: RetryRules,
    refusalOf: RefusalOf,
    notify: (line: string) => void,
    sleep: (ms: number) => Promise<void>,
    clock: () => number = () => performance.now(),
  ): Wrapper =>
  (next) =>
  async (request) => {
    let elapsed = 0;
    let maybeDone = false;
    const silence = new Silence();
    for (let attempt = 1; ; attempt += 1) {
      const start = clock();
      const outcome = await next(request).catch((thrown: unknown) => {
        if (thrown instanceof ConnectionError) return thrown;
        throw thrown;
      });
      const took = clock() - start;
      elapsed += took;
      silence.add(took);
      const so = { attempt, elapsed, now: new Date(), random: Math.random() };
      const again = decideRetry(rules, refusalOf, mayBeRepeated(request), outcome, so);
      if (again === undefined) {
        // The last attempt does not show what became of the attempts before it.
        if (outcome instanceof ConnectionError)
          throw maybeDone ? new ConnectionError(outcome.message, true) : outcome;
        return maybeDone ? { ...outcome, maybeDone } : outcome;
      }
      maybeDone ||= request.method !== "GET" && isTransient(outcome) !== undefined;
      const words = silence.before(again.wait);
      if (words !== undefined)
        notify(
          `${request.subject}: ${again.reason}${words} before attempt ${String(attempt + 1)} of ${String(rules.maxRetries + 1)}`,
        );
      await sleep(again.wait);
      elapsed += again.wait;
    }
  };
