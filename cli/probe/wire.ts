import { readErrorBody, parseJson } from "../../provider/http/errorBody";
import type { Request, Response } from "../../provider/http/pipeline";
import type { RepositoryRef } from "../../provider/swr/access";
import { subjectOf } from "../../provider/swr/access";
import { readAnswer, type Service } from "../../provider/swr/call";
import { NO_ORGANIZATION, OF_REPOSITORY, refusalOf } from "../../provider/swr/codes";
import { path, repositoryPath } from "../../provider/swr/path";
import { isList, type List } from "./list";

/** An answer as the cloud gave it, whatever its status. */
export interface Answer {
  readonly method: Request["method"];
  readonly status: number;
  /** `SVCSTG.SWR.4040010`; undefined where the body names none, or something that is no code. */
  readonly code: string | undefined;
  readonly body: string;
  readonly json: unknown;
  readonly headers: Response["headers"];
  /** Whether the answer tells nothing about the point: the service failed, is busy, refused the credentials, or a proxy answered. */
  readonly isUnclear: boolean;
}

export const isSuccess = ({ status }: Answer): boolean => status >= 200 && status < 300;
export const isRefusal = ({ status }: Answer): boolean => status >= 400 && status < 500;
/** Status and code of an answer: `409 SVCSTG.SWR.4090089`. The text of a refusal may name users, so it is left out. */
export const inWords = ({ status, code }: Answer): string =>
  code === undefined ? String(status) : `${String(status)} ${code}`;

/** A code is a short word. Anything longer may be data. */
const CODE = /^[\w.-]{1,40}$/;

function toAnswer(method: Request["method"], response: Response): Answer {
  const { status, headers, body, maybeDone } = response;
  const { code } = readErrorBody(response);
  const json = parseJson(body);
  const refusal = refusalOf(response);
  const isAside = refusal === "busy" || refusal === "throttled" || refusal === "badCredentials";
  const isForeign = body.trim() !== "" && json === undefined;
  return {
    method,
    status,
    code: status >= 400 && code !== undefined && CODE.test(code) ? code : undefined,
    body,
    json,
    headers,
    isUnclear: status >= 500 || status === 408 || isAside || maybeDone === true || isForeign,
  };
}

/** Requests to SWR whose answers are kept as they came: with status, code, headers and body. */
export class Wire {
  /** Every answer to `ask`, oldest first. */
  readonly answers: Answer[] = [];
  /** Every access list that was read, oldest first. */
  readonly lists: List[] = [];

  constructor(
    private readonly service: Service,
    readonly place: RepositoryRef,
  ) {}

  get accessPath(): string {
    return `${repositoryPath(this.place)}/access`;
  }

  get organizationAccessPath(): string {
    return path`/v2/manage/namespaces/${this.place.organization}/access`;
  }

  /** Sends one request. Throws only where there is no answer. `base`: an address other than SWR's. */
  async ask(
    method: Request["method"],
    at: string,
    more: { readonly body?: unknown; readonly base?: string; readonly headers?: Request["headers"] } = {},
  ): Promise<Answer> {
    const response = await this.service.send({
      method,
      url: `${more.base ?? this.service.endpoint}${at}`,
      headers: { "content-type": "application/json", accept: "application/json", ...more.headers },
      ...(more.body === undefined ? {} : { body: JSON.stringify(more.body) }),
      subject: subjectOf(this.place),
      scope: this.service.scope,
    });
    const answer = toAnswer(method, response);
    this.answers.push(answer);
    return answer;
  }

  /** Reads the repository's access list. A refusal is thrown, with what to do. */
  async list(): Promise<List> {
    const call = { method: "GET", path: this.accessPath, action: "read who has access" } as const;
    return this.read({ ...call, subject: subjectOf(this.place), refusals: OF_REPOSITORY });
  }

  /** Reads the organization's access list. A refusal is thrown, with what to do. */
  async organizationList(): Promise<List> {
    const call = { method: "GET", path: this.organizationAccessPath, action: "read who has access" } as const;
    return this.read({ ...call, subject: this.place.organization, refusals: [NO_ORGANIZATION] });
  }

  private async read(call: Parameters<typeof readAnswer>[1]): Promise<List> {
    const { json } = await readAnswer(this.service, call, isList);
    this.lists.push(json);
    return json;
  }
}
