import { NotFoundError, SwrError } from "../errors";
import { type Access, type AccessApi, type RepositoryRef, subjectOf } from "./access";

/** Whether SWR itself says that the repository, or its organization, is not there. */
export const isMissing = (thrown: unknown): thrown is NotFoundError =>
  thrown instanceof NotFoundError && ["organization", "repository"].includes(thrown.missing);

/** What a read answers; undefined where the repository or its organization is not there. Every other failure is thrown. */
export async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (thrown) {
    if (isMissing(thrown)) return undefined;
    throw thrown;
  }
}

/** A read that needs the repository to be there. */
export async function readExisting(access: AccessApi, repository: RepositoryRef): Promise<Access> {
  try {
    return await access.read(repository);
  } catch (thrown) {
    if (!isMissing(thrown)) throw thrown;
    const what = thrown.missing === "organization" ? `organization ${repository.organization}` : "repository";
    throw new SwrError(
      `${subjectOf(repository)}: the ${what} does not exist: create it first. ${thrown.message}`,
      { cause: thrown },
    );
  }
}
