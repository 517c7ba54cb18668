/**
 * The wire alone: a bare client that makes the fewest calls with which the same can be promised. A list is read before it is
 * written and read back afterwards; a delete goes by a read. It keeps connections alive, and logs in with a token: it signs nothing.
 */
import { Agent, request } from "node:http";
import type { Emulated } from "./emulated";
import type { Operation } from "./row";
import { AUTH, type Grant, grants, MAX_CONCURRENCY, ORGANIZATION, repositories } from "./world";

/** The calls of each operation, in the words of the table. */
export const WIRE_CALLS: Readonly<Record<Operation, string>> = {
  create: "GET, POST, GET of each list",
  "no change": "GET of each list",
  drift: "GET of each list; PATCH, GET of each that differs",
  update: "GET, PATCH, GET of each list",
  refresh: "GET of each list",
  destroy: "GET, DELETE of each list",
};

/** The most that one page holds. */
const PAGE = 1000;
const ACCESS = (repository: string): string =>
  `/v2/manage/namespaces/${ORGANIZATION}/repos/${repository}/access`;

interface Entry {
  readonly user_id: string;
  readonly auth: number;
}

const toWire = ({ userId, userName, permission }: Grant): object => ({
  user_id: userId,
  user_name: userName,
  auth: AUTH[permission],
});

export class Wire {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: MAX_CONCURRENCY });

  /** `lists`: the names of the repositories are listed first, as for a policy. */
  constructor(
    private readonly emulated: Emulated,
    private readonly size: number,
    private readonly lists: boolean,
  ) {}

  end(): void {
    this.#agent.destroy();
  }

  async run(operation: Operation): Promise<void> {
    const names = this.lists && operation !== "destroy" ? await this.#names() : [...repositories(this.size)];
    const workers = Array.from({ length: MAX_CONCURRENCY }, async () => {
      for (let name = names.pop(); name !== undefined; name = names.pop()) await this.#work(operation, name);
    });
    await Promise.all(workers);
  }

  async #names(): Promise<string[]> {
    const all: string[] = [];
    for (;;) {
      const page = `limit=${String(PAGE)}&offset=${String(all.length)}`;
      const found = await this.#call("GET", `/v2/manage/repos?namespace=${ORGANIZATION}&${page}`);
      const names = (found as { name: string }[]).map(({ name }) => name);
      all.push(...names);
      if (names.length < PAGE) return all;
    }
  }

  async #work(operation: Operation, repository: string): Promise<void> {
    const path = ACCESS(repository);
    const { others_auths } = (await this.#call("GET", path)) as { others_auths: readonly Entry[] };
    const declared = grants(operation === "update" ? "Write" : "Read");
    if (operation === "no change" || operation === "refresh") return;
    if (operation === "destroy") {
      await this.#call(
        "DELETE",
        path,
        others_auths.map(({ user_id }) => user_id),
      );
      return;
    }
    const listed = new Map(others_auths.map(({ user_id, auth }) => [user_id, auth]));
    const missing = declared.filter(({ userId }) => !listed.has(userId));
    const wrong = declared.filter(
      ({ userId, permission }) => listed.has(userId) && listed.get(userId) !== AUTH[permission],
    );
    if (missing.length > 0) await this.#call("POST", path, missing.map(toWire));
    if (wrong.length > 0) await this.#call("PATCH", path, wrong.map(toWire));
    if (missing.length + wrong.length > 0) await this.#call("GET", path);
  }

  #call(method: string, path: string, body?: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const text = body === undefined ? "" : JSON.stringify(body);
      const headers = {
        "X-Auth-Token": this.emulated.token,
        "Content-Type": "application/json",
        // Node sends no Content-Length with a DELETE by itself.
        "Content-Length": Buffer.byteLength(text),
      };
      const sent = request(
        `${this.emulated.url}${path}`,
        { agent: this.#agent, method, headers },
        (answer) => {
          let got = "";
          answer.setEncoding("utf8");
          answer.on("data", (part: string) => (got += part));
          answer.on("end", () => {
            const status = answer.statusCode ?? 0;
            if (status >= 300) reject(new Error(`${method} ${path}: ${String(status)} ${got}`));
            else resolve(got === "" ? undefined : JSON.parse(got));
          });
          answer.on("error", reject);
        },
      );
      sent.on("error", reject);
      sent.end(text);
    });
  }
}
