import { randomBytes } from "node:crypto";

export const TOKEN_LIFETIME_MS = 24 * 3600 * 1000;

/** What a token is valid for: `{ project: … }`, `{ domain: … }` or nothing. */
export interface Token {
  id: string;
  userId: string;
  issuedAt: number;
  expiresAt: number;
  scope: Record<string, unknown>;
}

/** Tokens that were issued; a new one does not void an older one. */
export class Tokens {
  private readonly tokens = new Map<string, Token>();

  constructor(private readonly now: () => number) {}

  issue(
    userId: string,
    options: { id?: string; lifetimeMs?: number; scope?: Record<string, unknown> } = {},
  ): Token {
    this.forgetLongExpired();
    const token = {
      id: options.id ?? randomBytes(48).toString("base64url"),
      userId,
      issuedAt: this.now(),
      expiresAt: this.now() + (options.lifetimeMs ?? TOKEN_LIFETIME_MS),
      scope: options.scope ?? {},
    };
    this.tokens.set(token.id, token);
    return token;
  }

  find(id: string): Token | undefined {
    return this.tokens.get(id);
  }

  isValid = (token: Token): boolean => token.expiresAt > this.now();

  expire(id: string): boolean {
    const token = this.tokens.get(id);
    if (token !== undefined) token.expiresAt = this.now();
    return token !== undefined;
  }

  /** Changed credentials or a deleted user void the user's tokens. */
  revokeAll(userId: string): void {
    for (const [id, token] of this.tokens) if (token.userId === userId) this.tokens.delete(id);
  }

  /** An expired token is still told from an unknown one, for a day. */
  private forgetLongExpired(): void {
    for (const [id, { expiresAt }] of this.tokens) {
      if (expiresAt > this.now() - TOKEN_LIFETIME_MS) return;
      this.tokens.delete(id);
    }
  }
}
