import {
  AuthenticationError,
  InvalidRequestError,
  NotFoundError,
  PermissionDeniedError,
  SettingsError,
} from "../errors";
import type { Scope } from "./pipeline";
import type { SignatureForm } from "./sign";

/** An IAM token, sent as it is. */
export interface Token {
  readonly method: "token";
  readonly token: string;
}

/** A key that signs every request. */
export interface Key {
  readonly method: "key";
  readonly accessKey: string;
  readonly secretKey: string;
  /** Of temporary keys. */
  readonly securityToken?: string;
  readonly form: SignatureForm;
}

/** What proves to a service who calls. */
export type Proof = Token | Key;

/** Every text of a proof that must never be shown. */
export const secretsOf = (proof: Proof): string[] =>
  proof.method === "token"
    ? [proof.token]
    : [proof.secretKey, ...(proof.securityToken === undefined ? [] : [proof.securityToken])];

/** Where proof comes from. */
export interface Identity {
  /** Proof for requests of this scope. */
  proofFor(scope: Scope): Promise<Proof>;
  /** Says that a proof was refused. True: asking again gives another one. */
  refused(scope: Scope, proof: Proof): boolean;
}

/** The same proof as long as the process lives. */
export const fixedIdentity = (proof: Proof): Identity => ({
  proofFor: () => Promise.resolve(proof),
  refused: () => false,
});

/** Proof with an end. */
export interface Issued {
  readonly proof: Proof;
  readonly expiresAt: Date;
}

/** Renewed so long before it expires, in milliseconds; what lives only shortly, after half of its life. */
const AHEAD = 600_000;

/** Answers that stay the same, however often one asks; no answer and a failing service may heal. */
const isFinal = (thrown: unknown): thrown is Error =>
  [AuthenticationError, InvalidRequestError, NotFoundError, PermissionDeniedError, SettingsError].some(
    (kind) => thrown instanceof kind,
  );

interface Kept extends Issued {
  readonly renewAt: number;
}

/**
 * Proof that is issued, kept in memory, and renewed before it expires or once it was refused. Whoever asks while one is
 * being issued waits for that one; a refused login is not tried again.
 */
export function renewingIdentity(
  issue: (scope: Scope) => Promise<Issued>,
  /** Scopes with the same key share a proof. */
  keyOf: (scope: Scope) => string,
  now: () => Date,
): Identity {
  const kept = new Map<string, Kept>();
  const pending = new Map<string, Promise<Kept>>();
  let refusal: Error | undefined;
  const renew = async (key: string, scope: Scope): Promise<Kept> => {
    try {
      const { proof, expiresAt } = await issue(scope);
      const life = expiresAt.getTime() - now().getTime();
      const fresh = { proof, expiresAt, renewAt: expiresAt.getTime() - Math.min(AHEAD, life / 2) };
      kept.set(key, fresh);
      return fresh;
    } catch (thrown) {
      if (isFinal(thrown)) refusal = thrown;
      throw thrown;
    } finally {
      pending.delete(key);
    }
  };
  return {
    proofFor: async (scope) => {
      const key = keyOf(scope);
      const own = kept.get(key);
      if (own !== undefined && now().getTime() < own.renewAt) return own.proof;
      if (refusal !== undefined) throw refusal;
      const next = pending.get(key) ?? renew(key, scope);
      pending.set(key, next);
      try {
        return (await next).proof;
      } catch (thrown) {
        // Renewed ahead of time: until it expires the old one is still good.
        if (own !== undefined && !isFinal(thrown) && now() < own.expiresAt) return own.proof;
        throw thrown;
      }
    },
    refused: (scope, proof) => {
      const key = keyOf(scope);
      if (kept.get(key)?.proof === proof) kept.delete(key);
      return true;
    },
  };
}
