import type { ValidateFunction } from "ajv";
import { NotFoundError } from "../errors";
import type { RepositoryRef } from "./access";
import { type Call, readService, type Service, writeService } from "./call";
import { type KnownRefusal, OF_REPOSITORY } from "./codes";
import { repositoryPath } from "./path";

/** Things of one kind that a repository has, each with a number. Every call gets the subject that its errors begin with. */
export interface NumberedApi<Answer> {
  readonly create: (subject: string, at: RepositoryRef, body: object) => Promise<unknown>;
  /** The first of them; of most kinds a repository has one. Throws NotFoundError where it has none. */
  readonly first: (subject: string, at: RepositoryRef) => Promise<Answer>;
  readonly update: (subject: string, at: RepositoryRef, id: number, body: object) => Promise<unknown>;
  /**
   * Deletes the thing with this number. Where nothing has this number, or the number is not known, it deletes the first one:
   * somebody may have deleted the thing and created it again, which gives it another number.
   */
  readonly delete: (subject: string, at: RepositoryRef, id: number | undefined) => Promise<unknown>;
}

/** The operations under `path` of a repository. `missing`: how the API says that it has no thing of a number. */
export function numbered<Answer extends { readonly id: number }>(
  service: Service,
  path: string,
  isAnswer: () => ValidateFunction<Answer[]>,
  missing: KnownRefusal & { readonly what: string },
): NumberedApi<Answer> {
  const call = (subject: string, action: string, method: Call["method"], at: RepositoryRef, id?: number) => ({
    subject,
    action,
    method,
    path: `${repositoryPath(at)}/${path}${id === undefined ? "" : `/${String(id)}`}`,
    refusals: [...OF_REPOSITORY, ...(id === undefined ? [] : [missing])],
  });
  const first: NumberedApi<Answer>["first"] = async (subject, at) => {
    const [found] = await readService(service, call(subject, "read it", "GET", at), isAnswer);
    if (found === undefined) throw new NotFoundError(`${subject}: does not exist.`, missing.what);
    return found;
  };
  const remove = (subject: string, at: RepositoryRef, id: number): Promise<unknown> =>
    writeService(service, call(subject, "delete it", "DELETE", at, id));
  const removeFirst = async (subject: string, at: RepositoryRef): Promise<unknown> =>
    remove(subject, at, (await first(subject, at)).id);
  return {
    first,
    create: (subject, at, body) => writeService(service, { ...call(subject, "create it", "POST", at), body }),
    update: (subject, at, id, body) =>
      writeService(service, { ...call(subject, "change it", "PATCH", at, id), body }),
    delete: async (subject, at, id) => {
      if (id === undefined) return removeFirst(subject, at);
      return remove(subject, at, id).catch((thrown: unknown) => {
        if (thrown instanceof NotFoundError && thrown.missing === missing.what)
          return removeFirst(subject, at);
        throw thrown;
      });
    },
  };
}
