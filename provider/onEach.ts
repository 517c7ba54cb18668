import { Semaphore } from "async-mutex";
import { AuthenticationError } from "./errors";
import type { Context } from "./resource";

/** How often a long run says how far it is. Milliseconds. */
const PROGRESS = 5_000;

/**
 * Works on many repositories side by side, as many as requests may be under way. A failure ends none of the others, but for a refusal of
 * the credentials, which would be every one's. Long runs say how far they are, in lines that begin with `subject`.
 */
export async function onEach<T>(
  context: Context,
  subject: string,
  doing: string,
  repositories: readonly string[],
  work: (repository: string) => Promise<T>,
): Promise<ReadonlyMap<string, T | Error>> {
  const places = new Semaphore(context.settings.budgets.maxConcurrency);
  const results = new Map<string, T | Error>();
  let said = context.now().getTime();
  let refused: AuthenticationError | undefined;
  const tell = (): void => {
    const now = context.now().getTime();
    if (now - said < PROGRESS || results.size === repositories.length) return;
    said = now;
    context.log(`${subject}: ${doing}, ${String(results.size)} of ${String(repositories.length)} done`);
  };
  const attempt = async (repository: string): Promise<void> => {
    if (refused !== undefined) return;
    try {
      results.set(repository, await work(repository));
    } catch (thrown) {
      if (thrown instanceof AuthenticationError) refused = thrown;
      results.set(repository, thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
    tell();
  };
  await Promise.all(repositories.map((it) => places.runExclusive(() => attempt(it))));
  if (refused !== undefined) for (const it of repositories) if (!results.has(it)) results.set(it, refused);
  return results;
}
