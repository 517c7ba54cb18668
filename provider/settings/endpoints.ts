import { SettingsError } from "../errors";
import { isLoopback } from "../http/transport";
import { howToSet, type SettingKey } from "./variables";

/** The clouds this provider knows. */
export const CLOUDS = ["huaweicloud", "otc"] as const;
export type Cloud = (typeof CLOUDS)[number];

/** The settings that say where to call. */
export interface Where {
  readonly cloud: Cloud;
  /** Region of resources that name none. */
  readonly region?: string;
  /** SWR's address instead of the region's own. */
  readonly endpoint?: string;
  readonly iamEndpoint?: string;
}

interface Addresses {
  readonly swr: string;
  readonly iam: string;
}

const otc = (region: string): Addresses => ({
  swr: `https://swr-api.${region}.otc.t-systems.com`,
  iam: `https://iam.${region}.otc.t-systems.com`,
});
const huawei = (region: string): Addresses => ({
  swr: `https://swr-api.${region}.myhuaweicloud.com`,
  iam: `https://iam.${region}.myhuaweicloud.com`,
});

/** The documented regions of each cloud. */
const REGIONS: Readonly<Record<Cloud, readonly string[]>> = {
  otc: ["eu-de", "eu-nl"],
  huaweicloud: [
    ...["af-south-1", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-5"],
    ...["cn-east-2", "cn-east-3", "cn-north-1", "cn-north-2", "cn-north-4", "cn-north-9", "cn-north-11"],
    ...[
      "cn-south-1",
      "cn-south-2",
      "cn-southwest-2",
      "ru-northwest-2",
      "ru-moscow-1",
      "la-south-2",
      "la-north-2",
    ],
    ...["na-mexico-1", "sa-brazil-1", "tr-west-1", "ae-ad-1", "my-kualalumpur-1", "me-east-1", "eu-west-0"],
    "eu-west-101",
  ],
};

/** Regions that are there, but whose address of SWR is not published. */
const UNPUBLISHED: Readonly<Record<Cloud, readonly string[]>> = { otc: ["eu-ch2"], huaweicloud: [] };

/** Where a cloud listens in each of its documented regions. */
const ADDRESSES: Readonly<Record<Cloud, ReadonlyMap<string, Addresses>>> = {
  otc: new Map(REGIONS.otc.map((region) => [region, otc(region)])),
  huaweicloud: new Map([
    ...REGIONS.huaweicloud.map((region) => [region, huawei(region)] as const),
    // The one region whose domain, and whose IAM, is not like the others'.
    [
      "eu-west-101",
      { swr: "https://swr-api.eu-west-101.myhuaweicloud.eu", iam: "https://iam.myhuaweicloud.eu" },
    ],
  ]),
};

/** What can stand in a host name: anything else would name another host. */
const REGION = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const CLOUD_NAMES: Readonly<Record<Cloud, string>> = {
  huaweicloud: "Huawei Cloud",
  otc: "Open Telekom Cloud",
};

/** The cloud's own addresses of a region; a sentence where there are none. */
function addressesOf(cloud: Cloud, region: string): Addresses {
  const found = ADDRESSES[cloud].get(region);
  if (found !== undefined) return found;
  const other = CLOUDS.find((it) => ADDRESSES[it].has(region) || UNPUBLISHED[it].includes(region));
  if (other !== undefined && other !== cloud)
    throw new SettingsError(
      `Region ${region} belongs to ${CLOUD_NAMES[other]}: set ${howToSet("cloud")} to ${other}.`,
    );
  throw new SettingsError(
    `SWR's address in region ${region} of ${CLOUD_NAMES[cloud]} is not known: set ${howToSet("endpoint")} and ${howToSet("iamEndpoint")}, or correct ${howToSet("region")}.`,
  );
}

/** Fails at once where a region cannot be called. */
export function checkRegion({ cloud, endpoint, region }: Where): void {
  if (region !== undefined && !REGION.test(region))
    throw new SettingsError(
      `"${region}" is not a region: set ${howToSet("region")}, or the resource's own region, to one like eu-de.`,
    );
  if (region !== undefined && endpoint === undefined) addressesOf(cloud, region);
}

/** An address as it is used: without slash and version at its end. Plain http only where it is safe, or allowed. */
export function readAddress(
  key: "endpoint" | "iamEndpoint" | "metadataEndpoint",
  value: string | undefined,
  allowPlainHttp: boolean,
): string | undefined {
  if (value === undefined) return undefined;
  // Before anything that quotes the value: a password may follow the user.
  if (value.includes("@"))
    throw new SettingsError(
      `An address holds no user: take it out of ${howToSet(key)} and set ${howToSet("accessKey")}.`,
    );
  const text = value.replace(/\/+$/, "").replace(/\/v[23](\.0)?$/, "");
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new SettingsError(
      `"${value}" is not an address: set ${howToSet(key)} to one that starts with https://.`,
    );
  if (new URL(text).protocol === "http:" && !isLoopback(text) && !allowPlainHttp)
    throw new SettingsError(
      `${value} would send credentials in the clear: set ${howToSet(key)} to https://, or allow it by ${howToSet("allowPlainHttp")}.`,
    );
  return text;
}

const needs = (what: string, key: SettingKey): SettingsError =>
  new SettingsError(`${what}: set ${howToSet(key)}.`);

/** SWR's and IAM's addresses for a region: the settings' own, else the cloud's. */
export function endpointsOf(settings: Where, region: string | undefined): Addresses {
  const { cloud, endpoint, iamEndpoint } = settings;
  checkRegion({ ...settings, ...(region === undefined ? {} : { region }) });
  // An emulator serves both on one address, and its credentials must not travel to a real cloud.
  const ownIam = iamEndpoint ?? (endpoint !== undefined && isLoopback(endpoint) ? endpoint : undefined);
  if (endpoint !== undefined && ownIam !== undefined) return { swr: endpoint, iam: ownIam };
  if (region === undefined) {
    if (endpoint !== undefined)
      throw needs("An endpoint without a region needs IAM's address too", "iamEndpoint");
    throw new SettingsError(`No region: set ${howToSet("region")}, or the resource's own region.`);
  }
  if (endpoint !== undefined && !ADDRESSES[cloud].has(region))
    throw needs(`The endpoint of region ${region} needs IAM's address too`, "iamEndpoint");
  const own = addressesOf(cloud, region);
  return { swr: endpoint ?? own.swr, iam: ownIam ?? own.iam };
}
