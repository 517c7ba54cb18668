import assert from "node:assert/strict";
import * as errors from "../../../provider/errors";
import { existing, knownRefusal, missing } from "../../../provider/swr/codes";
import type { SwrClient } from "../../../provider/swr/client";
import { PLACE } from "../../support/stack";
import { clientOf, PROJECT } from "../support/client";
import { CALLS, pair, readOrganization, Refusing, SHAPES, TEXT } from "../support/refusals";
import { failureOf } from "../support/server";

const {
  AuthenticationError,
  ConflictError,
  ExistsError,
  EndpointError,
  InvalidRequestError,
  NotFoundError,
  PermissionDeniedError,
  ThrottledError,
  UnavailableError,
} = errors;
type Class = typeof AuthenticationError | typeof NotFoundError;

/** The codes that matter for permissions, each with its status and meaning. */
const SWR: [Class, number, string[]][] = [
  [NotFoundError, 404, ["4040058", "4041061", "4040010", "4040113", "4040091", "4040078"]],
  [ExistsError, 409, ["4090089", "4090076"]],
  [ConflictError, 409, ["4090023"]],
  [InvalidRequestError, 400, ["4001067", "4001066", "4001091", "4001065"]],
  [InvalidRequestError, 400, ["4000014", "4001014", "4001018", "4001025"]],
  [InvalidRequestError, 400, ["4001008", "4001028", "4001029", "4009010", "4009011"]],
  [AuthenticationError, 401, ["4010000"]],
  [AuthenticationError, 400, ["4001048"]],
  [PermissionDeniedError, 401, ["4011064", "4011044"]],
  [PermissionDeniedError, 403, ["4037017", "4037018", "4037020", "4039001", "4039002", "4030170"]],
  [ThrottledError, 403, ["4031032", "4031042"]],
  [UnavailableError, 500, ["5000077", "5000079", "5000080", "5000081", "5000090", "5000092", "5000093"]],
  [UnavailableError, 500, ["5000071"]],
];
const GATEWAY: [Class, number, string][] = [
  [AuthenticationError, 401, "SVCSTG.S2I.4019000"],
  [EndpointError, 404, "APIGW.0101"],
  [InvalidRequestError, 400, "APIGW.0201"],
  [InvalidRequestError, 413, "APIGW.0201"],
  [InvalidRequestError, 414, "APIGW.0201"],
  [InvalidRequestError, 494, "APIGW.0201"],
  [UnavailableError, 502, "APIGW.0201"],
  [UnavailableError, 504, "APIGW.0201"],
  [AuthenticationError, 401, "APIGW.0301"],
  [PermissionDeniedError, 403, "APIGW.0302"],
  [AuthenticationError, 401, "APIGW.0303"],
  [ThrottledError, 429, "APIG.0308"],
  [ThrottledError, 429, "APIGW.0308"],
];
const CODES = [
  ...SWR.flatMap(([type, status, codes]) =>
    codes.map((code): [Class, number, string] => [type, status, `SVCSTG.SWR.${code}`]),
  ),
  ...GATEWAY,
];

describe("refusals as errors", () => {
  const it0 = new Refusing();

  for (const [type, status, code] of CODES)
    it(`${String(status)} ${code} is ${type.name} in every shape, with object, code, request id and remedy`, async () => {
      for (const [shape, body] of Object.entries(SHAPES)) {
        const error = await it0.refused({ status, body: body(code) });
        const { requestId } = it0.emulator.requests().at(-1) ?? assert.fail();
        assert.equal(error.constructor, type, shape);
        const said = `team-a/web/app: cannot read who has access: ${String(status)} ${code} ${TEXT} (request ${requestId}). `;
        assert.ok(error.message.startsWith(said), `${shape}: ${error.message}`);
        assert.match(error.message.slice(said.length), /^[A-Z].{10,}\.$/s, "what to do");
      }
    });

  for (const [missing, codes] of Object.entries({
    organization: ["4040058", "4041061"],
    repository: ["4040010", "4040113"],
    permission: ["4040091", "4040078"],
  }))
    for (const code of codes)
      it(`${code} says that the ${missing} is missing`, async () => {
        const error = await it0.refused({ status: 404, body: pair(`SVCSTG.SWR.${code}`) });
        assert.ok(error instanceof NotFoundError);
        assert.equal(error.missing, missing);
      });

  it("an organization's list has codes of its own for what is missing and for what exists already", async () => {
    for (const [number, missing] of [
      ["4040058", "organization"],
      ["4041061", "organization"],
      ["4040078", "permission"],
    ] as const) {
      const answer = { status: 404, body: pair(`SVCSTG.SWR.${number}`) };
      for (const call of [
        readOrganization,
        ({ organizationAccess }: SwrClient): Promise<unknown> =>
          organizationAccess.revoke({ organization: "team-a" }, ["b0b"]),
      ]) {
        const error = await it0.refused(answer, call);
        assert.ok(error instanceof NotFoundError, number);
        assert.equal(error.missing, missing);
      }
    }
    const there = { status: 409, body: pair("SVCSTG.SWR.4090076") };
    const error = await it0.refused(there, ({ organizationAccess }) =>
      organizationAccess.grant({ organization: "team-a" }, []),
    );
    assert.ok(error instanceof ConflictError);
    assert.match(error.message, /^team-a: cannot grant access: 409 .* It exists already: /);
  });

  it("an organization's list says nothing of a repository or of its entries", async () => {
    for (const number of ["4040010", "4040113", "4040091"]) {
      const answer = { status: 404, body: pair(`SVCSTG.SWR.${number}`) };
      const error = await it0.refused(answer, readOrganization);
      assert.equal(error.constructor, InvalidRequestError, number);
    }
  });

  const NOT_MEANT: [string, Class, number, string | number][] = [
    ["busy, of another service", ConflictError, 409, "NGINX.4090023"],
    ["busy, without its service", ConflictError, 409, 4090023],
    ["throttled, of another service", PermissionDeniedError, 403, "NGINX.4031032"],
    ["throttled, without its service", PermissionDeniedError, 403, "4031042"],
    ["busy under another status", InvalidRequestError, 400, "SVCSTG.SWR.4090023"],
    ["throttled under another status", InvalidRequestError, 400, "SVCSTG.SWR.4031032"],
    ["not allowed, of another service", AuthenticationError, 401, "NGINX.4011064"],
    ["not allowed under another status", InvalidRequestError, 404, "SVCSTG.SWR.4011064"],
    ["no token, of another service", InvalidRequestError, 400, "NGINX.4001048"],
    ["no token under another status", InvalidRequestError, 406, "SVCSTG.SWR.4001048"],
  ];
  for (const [name, type, status, code] of NOT_MEANT)
    it(`${name} (${String(status)} ${String(code)}) is ${type.name}, and is not sent again`, async () => {
      const error = await it0.refused({ status, body: pair(code as string) }, CALLS["grant"]);
      assert.equal(error.constructor, type);
      assert.doesNotMatch(error.message, /busy|Too many/);
      assert.equal(it0.emulator.requests().length, 1);
    });

  for (const [name, status, code, retries] of [
    ["busy", 409, "SVCSTG.SWR.4090023", true],
    ["throttled", 403, "SVCSTG.SWR.4031042", true],
    ["exists", 409, "SVCSTG.SWR.4090089", false],
  ] as const)
    it(`${name} (${code}) is ${retries ? "" : "not "}sent again, a POST too`, async () => {
      await it0.refused({ status, body: pair(code) }, CALLS["grant"]);
      assert.equal(it0.emulator.requests().length > 1, retries);
    });

  it("a 409 for what exists already is not reported as a change by somebody else", async () => {
    for (const number of ["4090089", "4090076"]) {
      const { message } = await it0.refused(
        { status: 409, body: pair(`SVCSTG.SWR.${number}`) },
        CALLS["grant"],
      );
      assert.match(message, /exists already/);
    }
  });

  for (const [status, type] of [
    ...[301, 302, 307].map((code) => [code, EndpointError] as const),
    ...[405, 406, 410, 418, 422].map((code) => [code, InvalidRequestError] as const),
  ])
    it(`${String(status)} without a body is an ${type.name}`, async () => {
      const error = await it0.refused({ status, headers: { location: "https://elsewhere.example.com" } });
      assert.ok(error instanceof type);
      assert.doesNotMatch(error.message, /undefined/);
    });

  it("a page is described, not quoted", async () => {
    const { message } = await it0.refused({ status: 502, body: "<html>Bad Gateway, node 17</html>" });
    assert.match(message, /502 a page instead of an API answer/);
    assert.doesNotMatch(message, /node 17/);
  });

  it("a 409 for busy is not reported as a change by somebody else", async () => {
    const { message } = await it0.refused({ status: 409, body: pair("SVCSTG.SWR.4090023") });
    assert.match(message, /busy/);
    assert.doesNotMatch(message, /somebody else/);
  });

  it("says which write was refused", async () => {
    const said = async (call: (client: SwrClient) => Promise<unknown>): Promise<string> =>
      (await it0.refused({ status: 400, body: pair("SVCSTG.SWR.4001066") }, call)).message;
    assert.match(
      await said(({ access }) => access.grant(PLACE, [])),
      /^team-a\/web\/app: cannot grant access/,
    );
    assert.match(
      await said(({ access }) => access.change(PLACE, [])),
      /^team-a\/web\/app: cannot change perm/,
    );
    assert.match(
      await said(({ access }) => access.revoke(PLACE, [])),
      /^team-a\/web\/app: cannot revoke acc/,
    );
  });

  it("a request without any answer: the error names the object, the attempt and what to do", async () => {
    it0.emulator.fault({ action: { drop: "before" }, times: "forever" });
    const error = await failureOf(clientOf(it0.emulator, PROJECT).access.grant(PLACE, []));
    assert.ok(error instanceof errors.ConnectionError && error.maybeSent);
    assert.match(error.message, /^team-a\/web\/app: cannot grant access: http:\/\/127.*try again/);
  });
});

describe("a refusal that the API documents without a code", () => {
  const exists = existing("409");
  const gone = missing("thing", "409 SVCSTG.SWR.4090001");
  const ANSWERS: readonly (readonly [
    status: number,
    code: string | undefined,
    refusal: object | undefined,
  ])[] = [
    [409, "SVCSTG.SWR.4090000", exists],
    [409, "SVCSTG.SWR.4090001", gone],
    [409, "SVCSTG.SWR.4090023", undefined],
    [409, "APIGW.0409", undefined],
    [409, undefined, undefined],
    [400, "SVCSTG.SWR.4090000", undefined],
  ];
  for (const [status, code, refusal] of ANSWERS)
    it(`is ${refusal === undefined ? "not " : ""}seen in ${String(status)} ${code ?? "without a code"}`, () => {
      const answer = { status, ...(code === undefined ? {} : { code }) };
      assert.equal(knownRefusal([exists, gone], answer), refusal);
    });
});
