import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Checkout, githubWorkflow, gitlabJob } from "./driftCheck";

const MARK = "<!-- pulumi-swr drift-check -->";
const TOKEN = "fake-token-of-a-pipeline";
const BOT = "github-actions[bot]";

interface Comment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string };
  readonly author: { readonly id: number };
}

/** The few operations of GitHub's and GitLab's API for comments, over real HTTP. Our own account on GitLab has the id 7. */
class Comments {
  all: Comment[] = [];
  log: string[] = [];
  status = 200;
  readonly #server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const sent = headers.authorization ?? `private ${String(headers["private-token"])}`;
      this.log.push(`${method} ${url} ${sent}`);
      response.statusCode = this.status;
      response.end(JSON.stringify(this.#answer(method, url, Buffer.concat(chunks).toString())));
    });
  });

  #answer(method: string, url: string, text: string): unknown {
    if (url.endsWith("/user")) return { id: 7 };
    const { pathname, searchParams } = new URL(url, "http://it");
    if (method === "GET") {
      const [size, page] = ["per_page", "page"].map((name) => Number(searchParams.get(name)));
      return this.all.slice((page ?? 1) * (size ?? 0) - (size ?? 0), (page ?? 1) * (size ?? 0));
    }
    const { body } = JSON.parse(text) as { body: string };
    if (method === "POST") this.add(body);
    const replaced = this.all.find(({ id }) => method !== "POST" && pathname.endsWith(`/${String(id)}`));
    if (replaced !== undefined) replaced.body = body;
    return {};
  }

  add(body: string, login = BOT, author = 7): void {
    this.all.push({ id: 100 + this.all.length, body, user: { login }, author: { id: author } });
  }

  async start(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }
  stop(): void {
    this.#server.close();
  }
}

const SITES = {
  GitHub: {
    environment: (url: string) => ({
      GITHUB_API_URL: url,
      GITHUB_REPOSITORY: "acme/infra",
      GITHUB_TOKEN: TOKEN,
      PULL_REQUEST: "5",
    }),
    commands: () => githubWorkflow().jobs.drift.steps.find(({ name }) => name === "Comment")?.run ?? "",
    path: "/repos/acme/infra/issues/5/comments",
    one: (id: number) => `PATCH /repos/acme/infra/issues/comments/${String(id)}`,
    sent: `Bearer ${TOKEN}`,
    first: [],
  },
  GitLab: {
    environment: (url: string) => ({
      GITLAB_CI: "true",
      CI_API_V4_URL: url,
      CI_PROJECT_ID: "42",
      CI_MERGE_REQUEST_IID: "5",
      GITLAB_TOKEN: TOKEN,
    }),
    commands: () => gitlabJob().after_script.join("\n"),
    path: "/projects/42/merge_requests/5/notes",
    one: (id: number) => `PUT /projects/42/merge_requests/5/notes/${String(id)}`,
    sent: `private ${TOKEN}`,
    first: ["GET /user"],
  },
} as const;

for (const [name, site] of Object.entries(SITES))
  describe(`examples: the drift check's comment on ${name}`, () => {
    let checkout: Checkout;
    let comments: Comments;
    let url: string;
    beforeEach(async () => {
      checkout = new Checkout();
      comments = new Comments();
      url = await comments.start();
    });
    afterEach(() => {
      comments.stop();
      checkout.remove();
    });

    /** Runs the workflow's own command on a report. */
    const comment = (report: string) => {
      writeFileSync(join(checkout.work, "report.md"), report);
      const environment = { ...site.environment(url), CI_PROJECT_DIR: checkout.work };
      const inPlace = "mkdir -p access-report && cp report.md access-report/";
      return checkout.run(`${inPlace}\n${site.commands()}`, environment);
    };
    const calls = (): string[] => comments.log.map((line) => line.replace(` ${site.sent}`, ""));

    it("a first report becomes a comment, a later one replaces it", async () => {
      assert.deepEqual(await comment("mallory\n"), { code: 0, output: "" });
      assert.deepEqual(
        comments.all.map(({ body }) => body),
        [`${MARK}\nmallory\n`],
      );
      assert.deepEqual(calls(), [...site.first, `GET ${site.path}?per_page=100&page=1`, `POST ${site.path}`]);
      comments.log = [];
      assert.deepEqual(await comment("nobody\n"), { code: 0, output: "" });
      assert.deepEqual(
        comments.all.map(({ body }) => body),
        [`${MARK}\nnobody\n`],
      );
      assert.deepEqual(calls(), [...site.first, `GET ${site.path}?per_page=100&page=1`, site.one(100)]);
    });

    it("comments of others stay, also those that carry the mark, and an own one is found behind them", async () => {
      for (let at = 0; at < 150; at++) comments.add(`${MARK}\nforged`, "mallory", 8);
      comments.add("something else");
      comments.add(`${MARK}\nold`);
      assert.deepEqual(await comment("new\n"), { code: 0, output: "" });
      const [own, ...rest] = comments.all.filter(({ body }) => !body.endsWith("forged")).reverse();
      assert.equal(own?.body, `${MARK}\nnew\n`);
      assert.deepEqual(
        rest.map(({ body }) => body),
        ["something else"],
      );
      assert.equal(comments.all.length, 152);
    });

    it("a long report is cut at the end of a line", async () => {
      assert.equal((await comment(`${"0123456789".repeat(10)}\n`.repeat(1000))).code, 0);
      const [body = ""] = comments.all.map((it) => it.body);
      assert.ok(body.length < 65_536);
      assert.match(body, /\d9\n\nCut here: the whole report is among the artifacts of this run\.\n$/);
    });

    it("a refusal names the request, never the token", async () => {
      comments.status = 403;
      const { code, output } = await comment("mallory\n");
      assert.equal(code, 1);
      assert.match(output, /^comment\.js: GET http\S+ answered 403\n$/);
      assert.ok(!output.includes(TOKEN));
    });
  });
