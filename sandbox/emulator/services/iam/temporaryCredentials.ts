import { isObject, jsonBody, type OpenCall } from "../../api/call";
import type { Answer } from "../../api/refusals";
import { cloudTime } from "../../auth/issued";
import type { TemporaryKey } from "../../auth/temporaryKeys";
import { agencies, agencyUser } from "./agencies";
import { identityOf, type Json, objectAt, senderOf, userByAgency, userByToken } from "./identity";
import { refusals } from "./refusals";

const DEFAULT_SECONDS = 900;
const MAX_SECONDS = 24 * 3600;
/** How long a machine's keys live is not documented. */
const METADATA_LIFE_MS = 24 * 3600 * 1000;

/** `POST /v3.0/OS-CREDENTIAL/securitytokens`: a temporary key for oneself, or as an agency. */
export function createTemporaryAccessKey(call: OpenCall): Answer {
  const { identity, methods } = identityOf(jsonBody(call, refusals.badBody));
  if (methods.includes("assume_role")) {
    const assumeRole = objectAt(identity, "assume_role");
    const lifeMs = durationOf(assumeRole);
    // Being an agency takes being somebody.
    senderOf(call);
    const user = userByAgency(call, assumeRole, refusals.forbidden);
    return { status: 201, body: credential(call.cloud.keys.issue(user.id, lifeMs)) };
  }
  if (!methods.includes("token")) throw refusals.badBody("methods");
  const token = isObject(identity["token"]) ? identity["token"] : {};
  const lifeMs = durationOf(token);
  // Headers take precedence over the body; some clients send an empty id with them.
  const inBody = call.sender === undefined && token["id"] !== undefined;
  const user = inBody ? userByToken(call, token["id"]) : senderOf(call);
  return { status: 201, body: credential(call.cloud.keys.issue(user.id, lifeMs)) };
}

/** `GET /openstack/latest/securitykey`, as a machine sees it at its metadata address. */
export function showSecurityKey({ cloud: { store, keys } }: OpenCall): Answer {
  const { ofMachine } = agencies.of(store);
  const user = ofMachine === undefined ? undefined : agencyUser(store, ofMachine);
  if (user === undefined) return { status: 404 };
  return { status: 200, body: credential(keys.issue(user.id, METADATA_LIFE_MS)) };
}

function durationOf({ duration_seconds: seconds = DEFAULT_SECONDS }: Json): number {
  const fits = Number.isInteger(seconds) && Number(seconds) >= 900 && Number(seconds) <= MAX_SECONDS;
  if (!fits) throw refusals.badBody("duration_seconds");
  return Number(seconds) * 1000;
}

const credential = ({ accessKey, secretKey, securityToken, expiresAt }: TemporaryKey): Json => ({
  credential: {
    access: accessKey,
    secret: secretKey,
    securitytoken: securityToken,
    expires_at: cloudTime(expiresAt),
  },
});
