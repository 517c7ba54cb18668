import { Semaphore } from "async-mutex";
import { AuthenticationError } from "./errors";
import type { Context } from "./resource";

/** How often a long run logs its progress. Milliseconds. */
const PROGRESS = 5_000;

/**
 * Runs `work` for many repositories, at most `maxConcurrency` of them at the same time. A failure for one repository does not
 * stop the others. Only refused credentials stop all, since they would fail everywhere. The results stand in the order of
 * `repositories`, whichever was done first. A long run logs its progress in lines that begin with `subject`.
 */
export async function onEach<T>(
  context: Context,
  subject: string,
  doing: string,
  repositories: readonly string[],
  work: (repository: string) => Promise<T>,
): Promise<ReadonlyMap<string, T | Error>> {
  const places = new Semaphore(context.settings.budgets.maxConcurrency);
  let done = 0;
  let said = context.now().getTime();
  let refused: AuthenticationError | undefined;
  const tell = (): void => {
    const now = context.now().getTime();
    if (now - said < PROGRESS || done === repositories.length) return;
    said = now;
    context.log(`${subject}: ${doing}, ${String(done)} of ${String(repositories.length)} done`);
  };
  const attempt = async (repository: string): Promise<T | Error> => {
    if (refused !== undefined) return refused;
    try {
      return await work(repository);
    } catch (thrown) {
      if (thrown instanceof AuthenticationError) refused = thrown;
      return thrown instanceof Error ? thrown : new Error(String(thrown));
    } finally {
      done += 1;
      tell();
    }
  };
  const results = repositories.map(async (it) => [it, await places.runExclusive(() => attempt(it))] as const);
  return new Map(await Promise.all(results));
}
