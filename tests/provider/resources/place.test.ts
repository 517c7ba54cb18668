import assert from "node:assert/strict";
import { REGISTRY } from "../../../provider/registry";
import { resolveSettings } from "../../../provider/settings";
import { PLACE } from "../../support/stack";

const KEY = { SWR_ACCESS_KEY: "AKFAKE", SWR_SECRET_KEY: "fake" };
const HERE = { ...KEY, SWR_CLOUD: "otc", SWR_REGION: "eu-de" };
const ENDPOINT = { ...HERE, SWR_ENDPOINT: "http://127.0.0.1:9" };

const keyIn =
  (environment: Record<string, string>) =>
  (place: object): string | undefined =>
    REGISTRY.RepositoryAccess.claim(
      { ...PLACE, users: [], exclusive: true, takeOver: false, ...place },
      resolveSettings(() => undefined, environment),
    )?.key;

describe("what only one resource of a program may declare", () => {
  it("the default region is the same place, whether it is written down or not", () => {
    const key = keyIn(HERE);
    assert.equal(key({ region: "eu-de" }), key({}));
    assert.notEqual(key({ region: "eu-nl" }), key({}));
  });

  it("with an endpoint of the settings' own all regions are one server", () => {
    const key = keyIn(ENDPOINT);
    assert.equal(key({ region: "eu-nl" }), key({ region: "eu-de" }));
    assert.equal(key({ region: "eu-nl" }), key({}));
  });

  it("another organization or repository is another place", () => {
    for (const environment of [HERE, ENDPOINT]) {
      const key = keyIn(environment);
      const keys = [{}, { organization: "team-b" }, { repository: "web" }, { repository: "app" }].map(key);
      assert.equal(new Set(keys).size, keys.length);
    }
  });

  it("nothing is claimed while a part of the place is not known", () => {
    assert.equal(keyIn(HERE)({ repository: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }), undefined);
  });
});
