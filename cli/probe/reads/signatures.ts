import { AuthenticationError, ConnectionError } from "../../../provider/errors";
import { createContext } from "../../../provider/hosts/hooks";
import type { SignatureForm } from "../../../provider/http/sign";
import type { Context } from "../../../provider/resource";
import { endpointsOf, type Settings } from "../../../provider/settings";
import type { RepositoryRef } from "../../../provider/swr/access";
import type { Service } from "../../../provider/swr/call";
import type { Findings } from "../findings";
import { inWords, isSuccess, Wire } from "../wire";
import { unknown } from "./refusals";

export const rawService = (service: Service): Service => service;

/** A wire of its own: a refusal of credentials ends the requests of one context only. */
export const wireOf = (context: Context, place: RepositoryRef): Wire =>
  new Wire(context.swr(undefined).of(rawService), place);

/** The form in which requests to SWR are signed; undefined: they carry a token. */
export function formOf({ agency, credentials }: Settings): SignatureForm | undefined {
  if (agency !== undefined) return agency.form;
  return credentials.method === "key" || credentials.method === "metadata" ? credentials.form : undefined;
}

const opposite = (form: SignatureForm): SignatureForm => (form === "Access" ? "Credential" : "Access");

/** The same settings, but requests to SWR are signed in the other form. */
function inOtherForm(settings: Settings): Settings {
  const { agency, credentials } = settings;
  if (agency !== undefined) return { ...settings, agency: { ...agency, form: opposite(agency.form) } };
  if (credentials.method !== "key" && credentials.method !== "metadata") return settings;
  return { ...settings, credentials: { ...credentials, form: opposite(credentials.form) } };
}

const again = (context: Context, settings: Settings): Context =>
  createContext(settings, context.log, { sleep: context.sleep, now: context.now });

/**
 * The context whose requests the cloud takes. Where it refuses the form of signature in the settings, that is the same
 * context with the other form. `isOther`: the form of the settings was refused.
 */
export async function takenContext(
  context: Context,
  place: RepositoryRef,
): Promise<{ readonly context: Context; readonly isOther: boolean }> {
  try {
    await wireOf(context, place).list();
  } catch (thrown) {
    if (!(thrown instanceof AuthenticationError) || formOf(context.settings) === undefined) throw thrown;
    const other = again(context, inOtherForm(context.settings));
    const isTaken = await wireOf(other, place)
      .list()
      .then(
        () => true,
        () => false,
      );
    // The first refusal says what to do about the credentials themselves.
    if (!isTaken) throw thrown;
    return { context: other, isOther: true };
  }
  return { context, isOther: false };
}

/** The same settings with the id of the project, so that no look-up in IAM stands between a form and SWR's answer. */
async function withProjectId(context: Context): Promise<Settings> {
  const { settings } = context;
  const name = settings.projectName ?? settings.region;
  if (settings.projectId !== undefined || name === undefined) return settings;
  return { ...settings, projectId: await context.swr(undefined).iam.projectId(name) };
}

/** Signs one read in the other form. One wrong signature does no harm: it takes five in a row to lock a key. */
export async function readSignatureForms(
  findings: Findings,
  { context, isOther }: { readonly context: Context; readonly isOther: boolean },
  place: RepositoryRef,
): Promise<void> {
  const form = formOf(context.settings);
  if (form === undefined) return;
  const known = form.toLowerCase();
  if (isOther) {
    findings.sure("signature-forms", known, `a read signed in the form ${opposite(form)}= was refused`);
    return;
  }
  const other = again(context, inOtherForm(await withProjectId(context)));
  const wire = wireOf(other, place);
  const answer = await wire.ask("GET", wire.accessPath);
  const evidence = `a read signed in the form ${opposite(form)}= answered ${inWords(answer)}`;
  if (isSuccess(answer)) findings.sure("signature-forms", "both", evidence);
  else if (answer.status === 401) findings.sure("signature-forms", known, evidence);
  else unknown(findings, "signature-forms", answer, evidence);
}

/** Asks for a token of the agency with a signature instead of a token. A login changes nothing. */
export async function readAgency(findings: Findings, context: Context, place: RepositoryRef): Promise<void> {
  const { agency, ...settings } = context.settings;
  if (agency === undefined || settings.credentials.method !== "key") return;
  const { id, name } = agency.domain;
  const account = id === undefined ? { domain_name: name } : { domain_id: id };
  const identity = { methods: ["assume_role"], assume_role: { ...account, agency_name: agency.name } };
  const body = { auth: { identity, scope: { domain: agency.domain } } };
  const base = endpointsOf(settings, settings.region).iam;
  try {
    const wire = wireOf(again(context, settings), place);
    const answer = await wire.ask("POST", "/v3/auth/tokens?nocatalog=x", { base, body });
    const evidence = `POST /v3/auth/tokens answered ${inWords(answer)}`;
    if (isSuccess(answer)) findings.sure("agency-by-signature", "accepted", evidence);
    else if (answer.status === 401) findings.sure("agency-by-signature", "refused", evidence);
    else unknown(findings, "agency-by-signature", answer, evidence);
  } catch (thrown) {
    if (!(thrown instanceof ConnectionError)) throw thrown;
    findings.open("agency-by-signature", "IAM did not answer");
  }
}
