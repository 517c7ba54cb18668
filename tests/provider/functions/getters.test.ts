/** The functions that follow from a resource: `getOrganization`, `getRepository`. */
import assert from "node:assert/strict";
import { getterOf } from "../../../provider/functions/getter";
import { PermissionDeniedError, SwrError, UnavailableError } from "../../../provider/errors";
import type { FunctionName } from "../../../provider/registry";
import type { Resource } from "../../../provider/resource";
import { startEmulator, type Emulator } from "../../../sandbox/emulator";
import { Client } from "../../emulator/support/client";
import { PROJECT } from "../support/client";
import { failureOf } from "../support/server";
import { failuresOf, functionOf } from "../../support/functions";
import { environmentOf } from "../../support/stack";

interface Getter {
  readonly name: FunctionName;
  readonly args: Readonly<Record<string, string>>;
  readonly path: string;
  /** The answer without the number. `host`: the host from which images are pulled. */
  readonly answers: (host: string) => Readonly<Record<string, unknown>>;
  readonly number: string;
  readonly missing: readonly (readonly [args: object, says: RegExp])[];
  readonly wrong: readonly (readonly [args: object, says: readonly string[]])[];
}

const WEB = { organization: "team-a", repository: "web/app" };
const RULE =
  "a lowercase letter first, then lowercase letters, digits, '.', '_', '-', a letter or digit last; 64 characters at most";

const GETTERS: readonly Getter[] = [
  {
    name: "getOrganization",
    args: { name: "team-a" },
    path: "/v2/manage/namespaces/team-a",
    answers: () => ({ name: "team-a", region: "eu-de", creatorName: "admin" }),
    number: "organizationId",
    missing: [[{ name: "nobody" }, /^nobody: the organization nobody does not exist: create it first\. /]],
    wrong: [
      [{}, ["name: is missing: it is required"]],
      [{ name: 7 }, ["name: 7 is not a string"]],
      [{ name: "Team" }, [`name: "Team" is not a name of an organization: ${RULE}`]],
      [
        { nam: "team-a" },
        ["name: is missing: it is required", "nam: is not a known property: did you mean name?"],
      ],
      [
        { name: "team-a", forceDestroy: true },
        ["forceDestroy: is not a known property: known are name, region"],
      ],
      [{ name: "team-a", region: true }, ["region: true is not a string"]],
    ],
  },
  {
    name: "getRepository",
    args: WEB,
    path: "/v2/manage/namespaces/team-a/repos/web$app",
    answers: (host) => ({
      ...WEB,
      region: "eu-de",
      isPublic: true,
      category: "linux",
      description: "The shop.",
      path: `${host}/team-a/web/app`,
      internalPath: `${host}/team-a/web/app`,
      imageCount: 2,
      size: 0,
    }),
    number: "repositoryId",
    missing: [
      [{ ...WEB, repository: "none" }, /^team-a\/none: the repository does not exist: create it first\. /],
      [
        { ...WEB, organization: "nobody" },
        /^nobody\/web\/app: the organization nobody does not exist: create it first\. /,
      ],
    ],
    wrong: [
      [{}, ["organization: is missing: it is required", "repository: is missing: it is required"]],
      [{ ...WEB, repository: ["web/app"] }, ['repository: ["web/app"] is not a string']],
      [
        { organization: "team-a", reposittory: "web/app" },
        [
          "repository: is missing: it is required",
          "reposittory: is not a known property: did you mean repository?",
        ],
      ],
      [
        { ...WEB, isPublic: true },
        ["isPublic: is not a known property: known are organization, repository, region"],
      ],
    ],
  },
];

for (const { name, args, path, answers, number, missing, wrong } of GETTERS)
  describe(name, () => {
    let emulator: Emulator;
    before(async () => (emulator = await startEmulator()));
    after(() => emulator.stop());
    beforeEach(() => {
      emulator.reset();
    });
    const call = async (
      given: object,
      options?: Parameters<typeof functionOf>[2],
    ): Promise<Record<string, unknown>> => {
      const { result, failures } = await functionOf(emulator, name, options)(given);
      assert.deepEqual(failures, []);
      return result as Record<string, unknown>;
    };
    const asked = (): string[] =>
      emulator.requests().flatMap((it0) => (it0.path.startsWith("/v2/") ? `${it0.method} ${it0.path}` : []));

    it("answers what the server has, without the resource's own settings, by one call", async () => {
      emulator.pushImage({ ...WEB, tag: "1.0" });
      emulator.pushImage({ ...WEB, tag: "latest" });
      const change = { is_public: true, category: "linux", description: "The shop." };
      await new Client(emulator, "admin").patch("/v2/manage/namespaces/team-a/repos/web$app", change);
      emulator.clearRequests();
      const { [number]: id, ...rest } = await call(args);
      assert.ok(Number.isInteger(id));
      assert.deepEqual(rest, answers(new URL(emulator.url).host));
      assert.deepEqual(asked(), [`GET ${path}`]);
    });

    it("reads again each time", async () => {
      const ask = functionOf(emulator, name);
      await ask(args);
      await ask(args);
      assert.deepEqual(asked(), [`GET ${path}`, `GET ${path}`]);
    });

    it("a region among the arguments is the one that is asked and answered; without any the answer has none", async () => {
      assert.equal((await call({ ...args, region: "eu-nl" }))["region"], "eu-nl");
      assert.ok(emulator.requests().some((it0) => it0.path === "/v3/projects?name=eu-nl"));
      const environment = { SWR_REGION: "", SWR_PROJECT_ID: "de000000000000000000000000000001" };
      assert.ok(!("region" in (await call(args, { environment }))));
    });

    for (const [given, says] of missing)
      it(`${JSON.stringify(given)} does not exist: the refusal says what is missing and what to do`, async () => {
        const error = await failureOf(call(given));
        assert.ok(error instanceof SwrError);
        assert.match(error.message, says);
      });

    it("a service that fails, and a gateway's 404, are not taken for missing", async () => {
      const failing = { answer: { status: 503 } };
      emulator.fault({ match: { path }, action: failing, times: "forever" });
      assert.ok((await failureOf(call(args))) instanceof UnavailableError);
      emulator.clearFaults();
      emulator.fault({ match: { path }, action: { answer: { status: 404 } }, times: "forever" });
      const error = await failureOf(call(args));
      assert.doesNotMatch(error.message, /create it first/);
      assert.match(error.message, /Nothing is taken for deleted/);
    });

    it("a caller without any right is told so, and no secret is in any sentence", async () => {
      const error = await failureOf(call(args, { user: "mallory", environment: PROJECT }));
      assert.ok(error instanceof PermissionDeniedError);
      assert.match(error.message, /: cannot read the \w+: 403 .*lacks the right/);
      const secret = environmentOf(emulator, "mallory")["SWR_SECRET_KEY"] ?? assert.fail();
      assert.ok(!`${error.message} ${error.stack ?? ""}`.includes(secret));
    });

    for (const [given, says] of wrong)
      it(`${JSON.stringify(given)} is refused, each by its property, and nothing is sent`, async () => {
        const refused = failuresOf(await functionOf(emulator, name)(given));
        assert.deepEqual(refused.sort(), [...says].sort());
        assert.deepEqual(emulator.requests(), []);
      });
  });

describe("the function of any resource", () => {
  const policy: Resource = {
    token: "swr:index:RetentionPolicy",
    description: {
      description: "What is kept.",
      place: ["organization", "repository"],
      api: ["createRetention", "listRetentions", "deleteRetention"],
      examples: [
        {
          title: "Beside its repository",
          program: {
            web: ["Repository", { organization: "$team.name", repository: "web" }],
            keep: ["RetentionPolicy", { organization: "$web.organization", repository: "$web.repository" }],
            team: ["Organization", { name: "team-c" }],
          },
          outputs: { policy: "$keep.policyId", address: "$web.path" },
        },
      ],
      inputs: {
        organization: { type: "string", description: "Which.", replaceOnChanges: true },
        repository: { type: "string", description: "Which.", replaceOnChanges: true },
        days: { type: "integer", description: "How long.", asOutput: "For how long.", default: 30 },
        force: { type: "boolean", description: "Whether.", default: false, local: true },
      },
      outputs: { policyId: { type: "integer", description: "Its number." } },
    },
    rules: () => [
      { property: "days", reason: "is missing" },
      { property: "repository", reason: "is wrong" },
    ],
    read: () => Promise.resolve({}),
    create: () => Promise.resolve(),
    delete: () => Promise.resolve(),
  };
  const getter = getterOf(policy);
  const { token, description } = getter;

  it("has its name, takes its place as arguments, and answers what the server has", () => {
    assert.equal(token, "swr:index:getRetentionPolicy");
    assert.match(
      description.description,
      /^One retention policy as SWR shows it, .* no such retention policy\.$/,
    );
    assert.deepEqual(description.api, ["listRetentions"]);
    assert.deepEqual(Object.keys(description.inputs), ["organization", "repository"]);
    assert.deepEqual(description.outputs, {
      organization: { type: "string", description: "Which." },
      repository: { type: "string", description: "Which." },
      days: { type: "integer", description: "For how long." },
      policyId: { type: "integer", description: "Its number." },
    });
  });

  it("has the resource's first example, without the other resources in it", () => {
    assert.deepEqual(description.examples, [
      {
        title: "One retention policy",
        program: { keep: ["getRetentionPolicy", { organization: "team-c", repository: "web" }] },
        outputs: { policy: "$keep.policyId" },
      },
    ]);
  });

  it("checks only the rules of its place", () => {
    assert.deepEqual(getter.rules({}), [{ property: "repository", reason: "is wrong" }]);
  });
});
