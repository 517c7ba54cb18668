import assert from "node:assert/strict";
import { checkPlace, idAt, parseAt } from "../../../provider/place";
import { REGISTRY } from "../../../provider/registry";
import { resolveSettings } from "../../../provider/settings";
import { UNKNOWN } from "../../../provider/unknown";
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

describe("a place, which only one resource of a program may declare", () => {
  it("is the same with the default region, written down or not", () => {
    const key = keyIn(HERE);
    assert.equal(key({ region: "eu-de" }), key({}));
    assert.notEqual(key({ region: "eu-nl" }), key({}));
  });

  it("is the same in all regions if the settings have an endpoint", () => {
    const key = keyIn(ENDPOINT);
    assert.equal(key({ region: "eu-nl" }), key({ region: "eu-de" }));
    assert.equal(key({ region: "eu-nl" }), key({}));
  });

  it("is another one for another organization or repository", () => {
    for (const environment of [HERE, ENDPOINT]) {
      const key = keyIn(environment);
      const keys = [{}, { organization: "team-b" }, { repository: "web" }, { repository: "app" }].map(key);
      assert.equal(new Set(keys).size, keys.length);
    }
  });

  it("is not claimed while a part of it is not known yet", () => {
    assert.equal(keyIn(HERE)({ repository: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }), undefined);
  });
});

describe("the id of a place", () => {
  const settings = resolveSettings(() => undefined, HERE);
  const ORGANIZATION = ["organization"];
  const REPOSITORY = ["organization", "repository"];
  const WITHIN = ["organization", "repository", "account"];
  const IDS: readonly (readonly [names: readonly string[], id: string, values: readonly string[]])[] = [
    [ORGANIZATION, "team-a", ["team-a"]],
    [REPOSITORY, "team-a/app", ["team-a", "app"]],
    [REPOSITORY, "team-a/web/shop/app", ["team-a", "web/shop/app"]],
    [WITHIN, "team-a/app/acme", ["team-a", "app", "acme"]],
    [WITHIN, "team-a/web/shop/app/acme", ["team-a", "web/shop/app", "acme"]],
  ];
  for (const [names, id, values] of IDS)
    for (const region of ["eu-de", "eu-nl"])
      it(`${id} in ${region} names ${values.join(", ")}`, () => {
        const at = { ...Object.fromEntries(names.map((name, index) => [name, values[index]])), region };
        const whole = region === "eu-de" ? id : `${region}:${id}`;
        assert.equal(idAt(names, settings, at), whole);
        assert.deepEqual(parseAt(names, settings, whole), at);
      });

  for (const [names, id] of [
    [ORGANIZATION, "team-a/app"],
    [REPOSITORY, "team-a"],
    [REPOSITORY, "team-a/"],
    [WITHIN, "team-a/app"],
    [WITHIN, "team-a/app/"],
    [WITHIN, "/app/acme"],
    [WITHIN, "team-a/app/ac:me"],
  ] as const)
    it(`${id} is not an id of ${names.join("/")}`, () => {
      assert.throws(() => parseAt(names, settings, id), {
        message: `"${id}" is not an id: it is ${names.join("/")} or region:${names.join("/")}.`,
      });
    });

  it("is made of names that can be told apart in it", () => {
    const failures = (at: object): string[] =>
      checkPlace(WITHIN, at).map(({ property, reason }) => `${property}: ${reason}`);
    assert.deepEqual(failures({ organization: "team-a", repository: "web/app", account: "acme" }), []);
    assert.deepEqual(failures({ organization: UNKNOWN, repository: 7 }), []);
    assert.deepEqual(failures({ organization: "team/a", repository: "web:app", account: "ac:me" }), [
      'organization: "team/a" contains a slash or a colon, which end a name in the resource\'s id',
      'repository: "web:app" contains a colon, which ends a name in the resource\'s id',
      'account: "ac:me" contains a slash or a colon, which end a name in the resource\'s id',
    ]);
  });
});
