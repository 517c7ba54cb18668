import { text } from "../schema";

/** An IAM user. Without a password or keys the user can be granted access but cannot call. */
export interface SeedUser {
  /** 32 hex digits. */
  id: string;
  name: string;
  password?: string;
  /** Logging in with the password then also takes this, by the method `totp`. */
  passcode?: string;
  accessKey?: string;
  secretKey?: string;
  /** Makes the key pair a temporary one: `X-Security-Token` must then carry this value. */
  securityToken?: string;
  /** Holds manage on everything without being listed, and may look up other users. Default false. */
  admin?: boolean;
}

export interface User extends SeedUser {
  admin: boolean;
}

/** JSON Schema of what a user may have beside id and name. */
export const userExtras = {
  password: text,
  passcode: text,
  accessKey: text,
  secretKey: text,
  securityToken: text,
  admin: { type: "boolean" },
};
