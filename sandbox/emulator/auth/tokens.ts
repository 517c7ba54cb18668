import { randomBytes } from "node:crypto";
import { Issued } from "./issued";

export const TOKEN_LIFETIME_MS = 24 * 3600 * 1000;

export interface Token {
  id: string;
  userId: string;
  issuedAt: number;
  expiresAt: number;
  /** How its owner logged in. */
  methods: readonly string[];
  /** Who took the agency, if it is an agency's token. */
  assumedBy?: string;
  /** What it is valid for: one of them, or nothing. */
  scope: { project?: Named & { domain: Named }; domain?: Named };
}

interface Named {
  id: string;
  name: string;
}

interface TokenOptions extends Partial<Pick<Token, "id" | "methods" | "assumedBy" | "scope">> {
  lifetimeMs?: number;
}

export class Tokens extends Issued<Token> {
  issue(userId: string, { lifetimeMs, ...options }: TokenOptions = {}): Token {
    const issuedAt = this.now();
    const token = {
      id: randomBytes(48).toString("base64url"),
      methods: ["password"],
      scope: {},
      ...options,
      userId,
      issuedAt,
      expiresAt: issuedAt + (lifetimeMs ?? this.life(TOKEN_LIFETIME_MS)),
    };
    this.add(token.id, token);
    return token;
  }
}
