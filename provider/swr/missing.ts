import { NotFoundError, SwrError } from "../errors";
import type { Access, OrganizationRef } from "./access";

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

/** A read of a list whose repository or organization has to be there. `subject`: how the error calls it. */
export async function readExisting(
  { organization }: OrganizationRef,
  subject: string,
  reading: Promise<Access>,
): Promise<Access> {
  try {
    return await reading;
  } catch (thrown) {
    if (!isMissing(thrown)) throw thrown;
    const what = thrown.missing === "organization" ? `organization ${organization}` : "repository";
    throw new SwrError(`${subject}: the ${what} does not exist: create it first. ${thrown.message}`, {
      cause: thrown,
    });
  }
}
