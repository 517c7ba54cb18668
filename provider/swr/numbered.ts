import type { ValidateFunction } from "ajv";
import type { RepositoryRef } from "./access";
import { type Call, readService, type Service, writeService } from "./call";
import { type KnownRefusal, OF_REPOSITORY } from "./codes";
import { repositoryPath } from "./path";

/** Things of one kind that a repository has, each with a number. Every call gets the subject that its errors begin with. */
export interface NumberedApi<Answer> {
  readonly create: (subject: string, at: RepositoryRef, body: object) => Promise<unknown>;
  readonly list: (subject: string, at: RepositoryRef) => Promise<readonly Answer[]>;
  readonly update: (subject: string, at: RepositoryRef, id: number, body: object) => Promise<unknown>;
  readonly delete: (subject: string, at: RepositoryRef, id: number) => Promise<unknown>;
}

/** The operations under `path` of a repository. `missing`: how the API says that it has no thing of a number. */
export function numbered<Answer>(
  service: Service,
  path: string,
  isAnswer: () => ValidateFunction<Answer[]>,
  missing: KnownRefusal,
): NumberedApi<Answer> {
  const call = (subject: string, action: string, method: Call["method"], at: RepositoryRef, id?: number) => ({
    subject,
    action,
    method,
    path: `${repositoryPath(at)}/${path}${id === undefined ? "" : `/${String(id)}`}`,
    refusals: [...OF_REPOSITORY, ...(id === undefined ? [] : [missing])],
  });
  return {
    create: (subject, at, body) => writeService(service, { ...call(subject, "create it", "POST", at), body }),
    list: (subject, at) => readService(service, call(subject, "read it", "GET", at), isAnswer),
    update: (subject, at, id, body) =>
      writeService(service, { ...call(subject, "change it", "PATCH", at, id), body }),
    delete: (subject, at, id) => writeService(service, call(subject, "delete it", "DELETE", at, id)),
  };
}
