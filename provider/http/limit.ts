import { Semaphore } from "async-mutex";
import type { Wrapper } from "./pipeline";

/** At most `maxConcurrency` requests are under way; the others wait their turn, before their timeout starts. */
export const withLimit = (maxConcurrency: number): Wrapper => {
  const places = new Semaphore(maxConcurrency);
  return (next) => (request) => places.runExclusive(() => next(request));
};
