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
  /** Belongs to a temporary key. */
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

/** Who calls, as a source of proofs. */
export interface Identity {
  /** A proof for requests of this scope. */
  proofFor(scope: Scope): Promise<Proof>;
  /** Must be called where a proof was refused. True: `proofFor` gives another proof from now on. */
  refused(scope: Scope, proof: Proof): boolean;
}

/** An identity that always gives the same proof. */
export const fixedIdentity = (proof: Proof): Identity => ({
  proofFor: () => Promise.resolve(proof),
  refused: () => false,
});

/** A proof that was issued, and when it expires. */
export interface Issued {
  readonly proof: Proof;
  readonly expiresAt: Date;
}

/** A proof is renewed this long before it expires. A proof with a short life is renewed after half of it. Milliseconds. */
const AHEAD = 600_000;

/** Whether asking again would get the same refusal. A lost connection or a failing service can recover. */
const isFinal = (thrown: unknown): thrown is Error =>
  [AuthenticationError, InvalidRequestError, NotFoundError, PermissionDeniedError, SettingsError].some(
    (kind) => thrown instanceof kind,
  );

interface RenewableProof extends Issued {
  readonly renewAt: number;
}

/**
 * An identity whose proofs are issued, kept in memory, and renewed before they expire or after the service refused them.
 * While a proof is being issued, all callers wait for that one. A refused login is not tried again.
 */
export function renewingIdentity(
  issue: (scope: Scope) => Promise<Issued>,
  /** Scopes with the same key share a proof. */
  keyOf: (scope: Scope) => string,
  now: () => Date,
): Identity {
  const kept = new Map<string, RenewableProof>();
  const pending = new Map<string, Promise<RenewableProof>>();
  let refusal: Error | undefined;
  const renew = async (key: string, scope: Scope): Promise<RenewableProof> => {
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
        // The renewal was early, so the old proof is valid until it expires.
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
