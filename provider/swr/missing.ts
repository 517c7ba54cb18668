import { NotFoundError, SwrError } from "../errors";

/** Whether SWR itself says that the repository, or its organization, is not there. */
export const isMissing = (thrown: unknown): thrown is NotFoundError =>
  thrown instanceof NotFoundError && ["organization", "repository"].includes(thrown.missing);

/** What a read answers; undefined where what it is about, or the organization of that, is not there. Every other failure is thrown. */
export async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (thrown) {
    if (isMissing(thrown)) return undefined;
    throw thrown;
  }
}

/** A read of what has to be there, as its organization and repository have to. `subject`: how the error calls it; it begins with the organization. */
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
