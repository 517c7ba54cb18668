import type { FunctionDescription, InputsOf, OutputsOf } from "../description";
import { NotFoundError } from "../errors";
import type { FunctionDefinition } from "../resource";
import { unknownUser } from "../swr/iam";
import { checkHalves } from "../swr/names";

const DESCRIPTION = {
  description:
    "An IAM user's name by its id, or its id by its name. The caller needs the right to look up users in IAM.",
  oneOf: [["userId", "userName"]],
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
      description: "IAM user id, 32 hexadecimal digits.",
      optional: true,
    },
    userName: {
      type: "string",
      description: "IAM user name.",
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

/** An IAM user's name by id, or its id by name. */
export const getUser: FunctionDefinition<Args, Result> = {
  token: "swr:index:getUser",
  description: DESCRIPTION,
  rules: (args) => checkHalves(args, ""),

  invoke: async (context, { userId, userName, region }) => {
    const { iam } = context.swr(region ?? context.settings.region);
    const half = userId === undefined ? "userName" : "userId";
    const value = userId ?? userName ?? "";
    const found = half === "userId" ? await iam.userById(value) : await iam.userByName(value);
    if (found === null) throw new NotFoundError(`IAM: ${unknownUser(half, value)}.`, "user");
    return found;
  },
};
