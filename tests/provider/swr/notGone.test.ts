/** Only SWR's own full code under its own status means that something is gone. Similar codes do not. */
import assert from "node:assert/strict";
import { EndpointError, InvalidRequestError, NotFoundError } from "../../../provider/errors";
import type { SwrClient } from "../../../provider/swr/client";
import { PLACE } from "../../support/stack";
import { clientOf, PROJECT } from "../support/client";
import { CALLS, pair, readOrganization, Refusing, SHAPES } from "../support/refusals";

describe("answers that do not mean gone", () => {
  const it0 = new Refusing();

  for (const [name, body] of Object.entries({
    "the gateway's": pair("APIGW.0101"),
    "without a body": undefined,
    "a page": "<html>Not Found</html>",
    "a code nobody knows": pair("SVCSTG.SWR.4049999"),
    "a missing tag": pair("SVCSTG.SWR.4040048"),
    "of another service": { error: { code: 404, message: "Not Found" } },
    "with a text only": { message: "no such image" },
  }))
    it(`404 ${name} is never taken for gone`, async () => {
      for (const call of [
        ({ access }: SwrClient): Promise<unknown> => access.read(PLACE),
        readOrganization,
        ({ access }: SwrClient): Promise<unknown> => access.revoke(PLACE, ["b0b"]),
      ]) {
        const error = await it0.refused({ status: 404, body }, call);
        const isServices = JSON.stringify(body ?? "").includes("SVCSTG.SWR.");
        assert.equal(error.constructor, isServices ? InvalidRequestError : EndpointError);
        assert.match(
          error.message,
          isServices ? /Nothing is taken for deleted/ : /check the endpoint.*Nothing is taken/,
        );
      }
    });

  const GONE = ["4040058", "4041061", "4040010", "4040113", "4040091", "4040078"];
  /** Codes with the number of one of SWR's, which are not SWR's. */
  const LOOKALIKES: Record<string, (number: string) => string | number> = {
    "of another service": (number) => `NGINX.${number}`,
    "of a service called SWR": (number) => `SWR.${number}`,
    "without its service": (number) => number,
    "that is a number": Number,
    "in small letters": (number) => `svcstg.swr.${number}`,
    "with more in front": (number) => `X.SVCSTG.SWR.${number}`,
    "with more behind": (number) => `SVCSTG.SWR.${number}.1`,
    "with a space": (number) => `SVCSTG.SWR.${number} `,
  };
  for (const [name, write] of Object.entries(LOOKALIKES))
    it(`404 with a known code ${name} is never taken for gone`, async () => {
      for (const number of GONE)
        for (const [call, send] of Object.entries(CALLS))
          for (const [shape, body] of Object.entries(SHAPES)) {
            const error = await it0.refused({ status: 404, body: body(write(number) as string) }, send);
            assert.ok(!(error instanceof NotFoundError), `${call}, ${shape}: ${number}`);
          }
    });

  for (const status of [200, 400, 403, 409, 410, 500, 503])
    it(`a code of a 404 under the status ${String(status)} is never taken for gone`, async () => {
      for (const number of GONE)
        for (const send of Object.values(CALLS)) {
          const body = pair(`SVCSTG.SWR.${number}`);
          it0.emulator.fault({ action: { answer: { status, body } }, times: "forever" });
          const [result] = await Promise.allSettled([send(clientOf(it0.emulator, PROJECT))]);
          it0.emulator.clearFaults();
          if (status === 200 && result.status === "fulfilled") continue;
          assert.ok(result.status === "rejected" && !(result.reason instanceof NotFoundError), number);
        }
    });
});
