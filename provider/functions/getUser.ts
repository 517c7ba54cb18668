import { NotFoundError } from "../errors";
import type { CheckFailure, FunctionDefinition } from "../resource";
import { unknownUser, type User } from "../swr/iam";
import { checkHalves } from "../swr/names";

export interface Args {
  readonly userId?: string;
  readonly userName?: string;
  readonly region?: string;
}

/** Exactly one half: the other is what is asked for. */
function checkOneHalf({ userId, userName }: Args): CheckFailure[] {
  if (userId === undefined && userName === undefined)
    return [{ property: "userId", reason: "is missing: give userId or userName" }];
  if (userId === undefined || userName === undefined) return [];
  return [{ property: "userName", reason: "is given beside userId: give one, the other is the answer" }];
}

/** An IAM user's name by id, or its id by name. */
export const getUser: FunctionDefinition<Args, User> = {
  token: "swr:index:getUser",
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
