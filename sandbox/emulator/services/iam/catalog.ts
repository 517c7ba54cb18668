/** A project is named after its region; `eu-de_team` is a sub-project in `eu-de`. */
export const regionOf = (project: { name: string }): string => project.name.split("_")[0] ?? "";

/** The services that a token may use, all at this emulator. */
export function serviceCatalog(base: string, regions: readonly string[]): unknown[] {
  const service = (type: string, name: string, path: string): unknown => ({
    id: `${name}-service`,
    type,
    name,
    // OpenStack's clients take an endpoint only if it names their region; other clients also take `*`.
    endpoints: [...new Set([...regions, "*"])].map((region) => ({
      id: `${name}-endpoint-${region}`,
      interface: "public",
      region,
      region_id: region,
      url: base + path,
    })),
  });
  // `swrv2` is what OTC's Python client looks for. Clients that know no type for SWR derive its address from `smn`.
  return [
    service("identity", "iam", "/v3"),
    service("swr", "swr", "/v2"),
    service("swrv2", "swrv2", "/v2"),
    service("smn", "smn", "/v2"),
  ];
}

const identityVersion = (base: string): unknown => ({
  id: "v3.6",
  status: "stable",
  updated: "2016-04-04T00:00:00Z",
  "media-types": [{ base: "application/json", type: "application/vnd.openstack.identity-v3+json" }],
  links: [{ rel: "self", href: `${base}/v3/` }],
});

const registryVersion = (base: string): unknown => ({
  id: "v2",
  status: "CURRENT",
  updated: "2020-07-09T00:00:00Z",
  version: "2.26",
  min_version: "2.0",
  links: { rel: "self", href: `${base}/v2/` },
});

/** `GET /` is answered as IAM does, since clients look there for the version of IAM; SWR's document is `GET /v2`. */
export const versionDocuments = {
  root: (base: string): unknown => ({ versions: { values: [identityVersion(base)] } }),
  identity: (base: string): unknown => ({ version: identityVersion(base) }),
  registry: (base: string): unknown => ({ version: registryVersion(base) }),
};
