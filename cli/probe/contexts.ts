import { AuthenticationError } from "../../provider/errors";
import { createContext } from "../../provider/hosts/hooks";
import type { SignatureForm } from "../../provider/http/sign";
import type { Context } from "../../provider/resource";
import type { Settings } from "../../provider/settings";
import type { RepositoryRef } from "../../provider/swr/access";
import type { Service } from "../../provider/swr/call";
import { Wire } from "./wire";

export const rawService = (service: Service): Service => service;

export const wireOf = (context: Context, place: RepositoryRef): Wire =>
  new Wire(context.swr(undefined).of(rawService), place);

/** The form in which requests to SWR are signed; undefined: they carry a token. */
export function formOf({ agency, credentials }: Settings): SignatureForm | undefined {
  if (agency !== undefined) return agency.form;
  return credentials.method === "key" || credentials.method === "metadata" ? credentials.form : undefined;
}

export const opposite = (form: SignatureForm): SignatureForm => (form === "Access" ? "Credential" : "Access");

/** The same settings, but requests to SWR are signed in the other form. */
export function inOtherForm(settings: Settings): Settings {
  const { agency, credentials } = settings;
  if (agency !== undefined) return { ...settings, agency: { ...agency, form: opposite(agency.form) } };
  if (credentials.method !== "key" && credentials.method !== "metadata") return settings;
  return { ...settings, credentials: { ...credentials, form: opposite(credentials.form) } };
}

/** A new context with other settings. After a refusal of credentials a context sends no further request; other contexts still do. */
export const again = (context: Context, settings: Settings): Context =>
  createContext(settings, context.log, { sleep: context.sleep, now: context.now });

/**
 * A context whose requests the cloud accepts. If the cloud refuses the form of signature in the settings, this is a context
 * that signs in the other form. `isOther`: the form of the settings was refused.
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
    // Both forms were refused, so the credentials are wrong. The first refusal says what to do about them.
    if (!isTaken) throw thrown;
    return { context: other, isOther: true };
  }
  return { context, isOther: false };
}

/** A second context of the same caller, for requests that the cloud may refuse. The id of the project is looked up beforehand. */
export async function aside(context: Context): Promise<Context> {
  return again(context, await withProjectId(context));
}

/** The same settings with the id of the project, so that no look-up in IAM stands between a request and SWR's answer. */
export async function withProjectId(context: Context): Promise<Settings> {
  const { settings } = context;
  const name = settings.projectName ?? settings.region;
  if (formOf(settings) === undefined || settings.projectId !== undefined || name === undefined)
    return settings;
  return { ...settings, projectId: await context.swr(undefined).iam.projectId(name) };
}
