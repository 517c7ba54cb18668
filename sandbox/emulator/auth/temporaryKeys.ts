import { randomBytes } from "node:crypto";
import { Issued } from "./issued";

/** A key pair that signs for a user as long as it lives, together with its security token. */
export interface TemporaryKey {
  accessKey: string;
  secretKey: string;
  securityToken: string;
  userId: string;
  expiresAt: number;
}

export class TemporaryKeys extends Issued<TemporaryKey> {
  issue(userId: string, lifetimeMs: number): TemporaryKey {
    const key = {
      accessKey: randomBytes(10).toString("hex").toUpperCase(),
      secretKey: randomBytes(30).toString("base64"),
      securityToken: randomBytes(97).toString("base64"),
      userId,
      expiresAt: this.now() + this.life(lifetimeMs),
    };
    this.add(key.accessKey, key);
    return key;
  }

  secrets(): string[] {
    return [...this.values()].flatMap(({ secretKey, securityToken }) => [secretKey, securityToken]);
  }
}
