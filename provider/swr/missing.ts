import { NotFoundError, SwrError } from "../errors";

/** Whether SWR itself says that the repository or its organization does not exist. */
export const isMissing = (thrown: unknown): thrown is NotFoundError =>
  thrown instanceof NotFoundError && ["organization", "repository"].includes(thrown.missing);

/** The answer of a read; undefined where the object, or its organization, does not exist. Any other failure is thrown. */
export async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (thrown) {
    if (isMissing(thrown)) return undefined;
    throw thrown;
  }
}

/**
 * The answer of a read whose object, repository and organization have to exist. `subject`: the name for errors, which begins
 * with the organization.
 */
export async function mustExist<T>(subject: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (thrown) {
    if (!isMissing(thrown)) throw thrown;
    const [organization = ""] = subject.split("/");
    const what = thrown.missing === "organization" ? `organization ${organization}` : thrown.missing;
    throw new SwrError(`${subject}: the ${what} does not exist: create it first. ${thrown.message}`, {
      cause: thrown,
    });
  }
}
