import { defaultSeed, type Emulator, startEmulator, type StartOptions } from "../../../sandbox/emulator";

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  /** The body as JSON; undefined if there is none. */
  json: unknown;
}

/** One emulator for all tests of a `describe`, handed over as at its start before each of them. */
export function emulated(use: (emulator: Emulator) => void, options: StartOptions = {}): void {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator(options);
  });
  after(() => emulator.stop());
  beforeEach(() => {
    emulator.reset();
    use(emulator);
  });
}

/** Calls an emulator as one user of the default seed. */
export class Client {
  private readonly token: string;

  constructor(
    private readonly emulator: Emulator,
    user: string,
  ) {
    this.token = emulator.issueToken({ user });
  }

  call(method: string, path: string, body?: unknown): Promise<Reply> {
    return send(this.emulator.url + path, method, { "x-auth-token": this.token }, body);
  }

  get = (path: string): Promise<Reply> => this.call("GET", path);
  post = (path: string, body?: unknown): Promise<Reply> => this.call("POST", path, body);
  patch = (path: string, body?: unknown): Promise<Reply> => this.call("PATCH", path, body);
  delete = (path: string, body?: unknown): Promise<Reply> => this.call("DELETE", path, body);
}

/** A text body is sent as it is, anything else as JSON. */
export async function send(
  url: string,
  method = "GET",
  headers: Record<string, string> = {},
  body?: unknown,
): Promise<Reply> {
  const response = await fetch(url, {
    method,
    headers: { "content-type": "application/json", ...headers },
    redirect: "manual",
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const userNamed = (name: string): (typeof defaultSeed.users)[number] => {
  const user = defaultSeed.users.find((known) => known.name === name);
  if (user === undefined) throw new Error(`no user ${name}`);
  return user;
};

export const idOf = (name: string): string => userNamed(name).id;

/** An element of a POST or PATCH. */
export const grantTo = (name: string, auth: unknown): Record<string, unknown> => ({
  user_id: idOf(name),
  user_name: name,
  auth,
});

/** IAM's refusals with their codes, which Keystone's shape has no place for. */
export const WITH_IAM_CODES = { "iam-error-shape": "pair" } as const;

/** An answer's `errorCode`, whatever the shape; without the prefix. */
export function codeOf({ text }: Reply): string | undefined {
  return /"(?:errorCode|error_code)":"([^"]+)"/.exec(text)?.[1]?.replace("SVCSTG.SWR.", "");
}

/** The `others_auths` of an answer as `name:auth`. */
export function othersOf({ json }: Reply): string[] {
  const { others_auths: others } = json as { others_auths: { user_name: string; auth: number }[] };
  return others.map(({ user_name: name, auth }) => `${name}:${String(auth)}`);
}

/** What is really granted, as `name:auth`. */
export const granted = (emulator: Emulator, organization: string, repository?: string): string[] =>
  emulator
    .access({ organization, ...(repository === undefined ? {} : { repository }) })
    .map(({ userName, auth }) => `${String(userName)}:${String(auth)}`);

export const webApp = "/v2/manage/namespaces/team-a/repos/web$app/access";
export const teamA = "/v2/manage/namespaces/team-a/access";
export const tools = "/v2/manage/namespaces/team-b/repos/tools/access";
