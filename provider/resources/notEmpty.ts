import { messageOf, NotEmptyError } from "../errors";

/** What is inside, for a sentence: "Their tags are", and the names. */
interface Inside {
  readonly words: string;
  readonly list: () => Promise<readonly string[]>;
}

/** What is inside, and to delete it. That it cannot be listed must not hide why the delete was refused. */
async function sentenceOf({ words, list }: Inside): Promise<string> {
  try {
    const names = await list();
    return `${words}: ${names.length === 0 ? "some that the caller may not see" : names.join(", ")}. Delete them first`;
  } catch (thrown) {
    return `What is inside could not be listed: ${messageOf(thrown)} Delete what is inside first`;
  }
}

/** Deletes what has to be empty. A refusal because something is inside says what, and what to do. */
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
