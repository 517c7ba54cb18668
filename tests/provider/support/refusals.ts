/** Refusals as a server writes them, and the calls that meet them. */
import type { SwrClient } from "../../../provider/swr/client";
import { type Emulator, type FaultAnswer, startEmulator } from "../../../sandbox/emulator";
import { PLACE } from "../../support/stack";
import { clientOf, PROJECT } from "./client";
import { failureOf } from "./server";

/** The text of every refusal. */
export const TEXT = "what the server said";
const old = (code: string): object => ({ errorCode: code, errorMessage: TEXT, detail: "" });
/** A refusal's body as newer operations write it. */
export const pair = (code: string): object => ({ error_code: code, error_msg: TEXT });
/** Every shape a body with a code can have. */
export const SHAPES: Record<string, (code: string) => unknown> = {
  array: (code) => [old(code)],
  "both generations": (code) => ({ errors: [old(code)], ...pair(code), encoded_authorization_message: "" }),
  "errors only": (code) => ({ errors: [old(code)] }),
  bare: old,
  gateway: (code) => ({ ...pair(code), request_id: "r" }),
  "IAM's": pair,
  "Keystone's": (code) => ({ error: { code, message: TEXT } }),
};

export const readOrganization = ({ organizationAccess }: SwrClient): Promise<unknown> =>
  organizationAccess.read({ organization: "team-a" });

/** The reads and writes of a repository's list, and the read of an organization's. */
export const CALLS: Record<string, (client: SwrClient) => Promise<unknown>> = {
  read: ({ access }) => access.read(PLACE),
  grant: ({ access }) => access.grant(PLACE, []),
  change: ({ access }) => access.change(PLACE, []),
  revoke: ({ access }) => access.revoke(PLACE, ["b0b"]),
  "read of the organization": readOrganization,
};

type Send = (client: SwrClient) => Promise<unknown>;

/** An emulator for a suite, in which tests set the answer. */
export class Refusing {
  emulator!: Emulator;

  constructor() {
    before(async () => (this.emulator = await startEmulator()));
    after(() => this.emulator.stop());
    beforeEach(() => {
      this.emulator.reset();
    });
  }

  /** The error of a call that is refused each time it is sent; by default of a read of a repository's list. */
  async refused(answer: FaultAnswer, call: Send = ({ access }) => access.read(PLACE)): Promise<Error> {
    this.emulator.fault({ action: { answer }, times: "forever" });
    const error = await failureOf(call(clientOf(this.emulator, PROJECT)));
    this.emulator.clearFaults();
    return error;
  }
}
