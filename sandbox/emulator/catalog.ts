/** The services of the token answer, all at this emulator. */
export function serviceCatalog(base: string): unknown[] {
  // Clients that find no `swr` in the real catalogs derive its address from the entry `smn`.
  return [
    service("identity", "iam", `${base}/v3`),
    service("swr", "swr", `${base}/v2`),
    service("smn", "smn", `${base}/v2`),
  ];
}

function service(type: string, name: string, url: string): unknown {
  return {
    id: `${name}-service`,
    type,
    name,
    endpoints: [{ id: `${name}-endpoint`, interface: "public", region: "*", region_id: "*", url }],
  };
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
