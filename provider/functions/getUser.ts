import type { FunctionDescription, InputsOf, OutputsOf } from "../description";
import { NotFoundError } from "../errors";
import type { CheckFailure, FunctionDefinition } from "../resource";
import { unknownUser } from "../swr/iam";
import { checkHalves } from "../swr/names";

const DESCRIPTION = {
  description:
    "An IAM user's name by its id, or its id by its name. The caller needs the right to look up users in IAM.",
  api: ["showUser", "keystoneListUsers"],
  examples: [
    {
      title: "The id of a user",
      program: { alice: ["getUser", { userName: "alice" }] },
      outputs: { aliceId: "$alice.userId" },
    },
  ],
  inputs: {
    userId: {
      type: "string",
      description: "IAM user id, 32 hexadecimal digits. Exactly one of userId and userName is given.",
      optional: true,
    },
    userName: {
      type: "string",
      description: "IAM user name. Exactly one of userId and userName is given.",
      optional: true,
    },
    region: {
      type: "string",
      description: "Region whose IAM is asked. Default: swr:region.",
      optional: true,
    },
  },
  outputs: {
    userId: { type: "string", description: "IAM user id." },
    userName: { type: "string", description: "IAM user name." },
  },
} as const satisfies FunctionDescription;

export interface Args extends InputsOf<typeof DESCRIPTION> {}
export interface Result extends OutputsOf<typeof DESCRIPTION> {}

/** Exactly one half: the other is what is asked for. */
function checkOneHalf({ userId, userName }: Args): CheckFailure[] {
  if (userId === undefined && userName === undefined)
    return [{ property: "userId", reason: "is missing: give userId or userName" }];
  if (userId === undefined || userName === undefined) return [];
  return [{ property: "userName", reason: "is given beside userId: give one, the other is the answer" }];
}

/** An IAM user's name by id, or its id by name. */
export const getUser: FunctionDefinition<Args, Result> = {
  token: "swr:index:getUser",
  description: DESCRIPTION,
  rules: (args) => [...checkHalves(args, ""), ...checkOneHalf(args)],

  invoke: async (context, { userId, userName, region }) => {
    const { iam } = context.swr(region ?? context.settings.region);
    const half = userId === undefined ? "userName" : "userId";
    const value = userId ?? userName ?? "";
    const found = half === "userId" ? await iam.userById(value) : await iam.userByName(value);
    if (found === null) throw new NotFoundError(`IAM: ${unknownUser(half, value)}.`, "user");
    return found;
  },
};
