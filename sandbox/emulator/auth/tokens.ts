import { randomBytes } from "node:crypto";
import { Issued } from "./issued";

export const TOKEN_LIFETIME_MS = 24 * 3600 * 1000;

export interface Token {
  id: string;
  userId: string;
  issuedAt: number;
  expiresAt: number;
  /** The methods by which the user logged in. */
  methods: readonly string[];
  /** Id of the user who assumed the agency. Only an agency's token has it. */
  assumedBy?: string;
  /** What the token is valid for: a project, a domain, or neither. */
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
