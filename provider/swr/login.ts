import type { Place } from "../http/pipeline";
import type { Issued } from "../http/proof";
import type { SignatureForm } from "../http/sign";
import type { Agency, Password } from "../settings/credentials";
import { UnexpectedAnswerError } from "../errors";
import { validatorOf } from "../ownSchemas";
import { type Call, readAnswer, readService, type Service } from "./call";

/** The calls that issue a proof. Sources: IAM's POST /v3/auth/tokens, OS-CREDENTIAL/securitytokens, ECS metadata. */

interface TokenAnswer {
  token: { expires_at: string };
}
interface KeyAnswer {
  credential: { access: string; secret: string; securitytoken: string; expires_at: string };
}
const TEXT = { type: "string", minLength: 1 } as const;
const isTokenAnswer = validatorOf<TokenAnswer>({
  type: "object",
  required: ["token"],
  properties: { token: { type: "object", required: ["expires_at"], properties: { expires_at: TEXT } } },
});
const isKeyAnswer = validatorOf<KeyAnswer>({
  type: "object",
  required: ["credential"],
  properties: {
    credential: {
      type: "object",
      required: ["access", "secret", "securitytoken", "expires_at"],
      properties: { access: TEXT, secret: TEXT, securitytoken: TEXT, expires_at: TEXT },
    },
  },
});

/** How long the key of an agency is valid, in seconds. It is renewed as long as the process needs it. */
const AGENCY_LIFE = 3600;

/** When a proof expires. A date that cannot be read counts as past, so that the proof is used only once. */
const dateOf = (text: string): Date => (Number.isNaN(Date.parse(text)) ? new Date(0) : new Date(text));

const toKey = ({ credential }: KeyAnswer, form: SignatureForm): Issued => ({
  proof: {
    method: "key",
    accessKey: credential.access,
    secretKey: credential.secret,
    securityToken: credential.securitytoken,
    form,
  },
  expiresAt: dateOf(credential.expires_at),
});

/** Logs a user in and returns a token for the scope of the service. */
export async function logIn(iam: Service, { user, password, domain }: Password): Promise<Issued> {
  const { project, domain: account } = iam.scope;
  const inProject = (place: Place): object =>
    place.id === undefined && domain !== undefined ? { ...place, domain } : place;
  const scope =
    project !== undefined
      ? { project: inProject(project) }
      : account !== undefined
        ? { domain: account }
        : undefined;
  const owned = user.id === undefined ? { ...user, domain } : user;
  const identity = { methods: ["password"], password: { user: { ...owned, password } } };
  const call: Call = {
    method: "POST",
    path: "/v3/auth/tokens",
    body: { auth: { identity, ...(scope === undefined ? {} : { scope }) } },
    action: `log in as ${user.name ?? user.id ?? ""}`,
    subject: "IAM",
    repeatable: true,
  };
  const { json, response } = await readAnswer(iam, call, isTokenAnswer);
  const token = response.headers["x-subject-token"];
  if (token === undefined)
    throw new UnexpectedAnswerError(
      `IAM: cannot ${call.action}: the answer has no X-Subject-Token. Check the endpoint; a proxy may have removed it.`,
    );
  return { proof: { method: "token", token }, expiresAt: dateOf(json.token.expires_at) };
}

/** Returns a temporary key of an agency, for a caller who may assume it. */
export async function assumeAgency(iam: Service, { name, domain, form }: Agency): Promise<Issued> {
  const account = domain.id === undefined ? { domain_name: domain.name } : { domain_id: domain.id };
  const role = { ...account, agency_name: name, duration_seconds: AGENCY_LIFE };
  const call: Call = {
    method: "POST",
    path: "/v3.0/OS-CREDENTIAL/securitytokens",
    body: { auth: { identity: { methods: ["assume_role"], assume_role: role } } },
    action: `assume the agency ${name}`,
    subject: "IAM",
    repeatable: true,
  };
  return toKey(await readService(iam, call, isKeyAnswer), form);
}

/** Returns the temporary key of the machine's own agency. */
export async function askMetadata(machine: Service, form: SignatureForm): Promise<Issued> {
  const call: Call = {
    method: "GET",
    path: "/openstack/latest/securitykey",
    action: "read the key of this machine's agency",
    subject: "ECS metadata",
  };
  return toKey(await readService(machine, call, isKeyAnswer), form);
}
