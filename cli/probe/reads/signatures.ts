import { ConnectionError } from "../../../provider/errors";
import type { Context } from "../../../provider/resource";
import { endpointsOf } from "../../../provider/settings";
import type { RepositoryRef } from "../../../provider/swr/access";
import { again, formOf, inOtherForm, opposite, withProjectId, wireOf } from "../contexts";
import type { Findings } from "../findings";
import { inWords, isSuccess } from "../wire";
import { unknown } from "./refusals";

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
