import { messageOf, NotEmptyError } from "../errors";

/** What an object contains: the beginning of a sentence about it, such as "Their tags are", and the names. */
interface Inside {
  readonly words: string;
  readonly list: () => Promise<readonly string[]>;
}

/**
 * The end of the error: what the object contains, and the advice to delete that first. Where the names cannot be listed, the
 * error still says so, and why the delete was refused.
 */
async function sentenceOf({ words, list }: Inside): Promise<string> {
  try {
    const names = await list();
    return `${words}: ${names.length === 0 ? "some that the caller may not see" : names.join(", ")}. Delete them first`;
  } catch (thrown) {
    return `What is inside could not be listed: ${messageOf(thrown)} Delete what is inside first`;
  }
}

/** Deletes an object that has to be empty. Where it is not, the error lists what it contains and says what to do. */
export async function deleteEmpty(remove: () => Promise<void>, inside: Inside): Promise<void> {
  try {
    await remove();
  } catch (thrown) {
    if (!(thrown instanceof NotEmptyError)) throw thrown;
    const { answer } = thrown;
    throw new NotEmptyError(`${thrown.message} ${await sentenceOf(inside)}, or set forceDestroy: true.`, {
      cause: thrown,
      ...(answer === undefined ? {} : { answer }),
    });
  }
}
