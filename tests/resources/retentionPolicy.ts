import type { Emulator } from "../../sandbox/emulator";
import { repositoryAt } from "../support/emulated";
import type { Args, Life, Others } from "./support/life";

const PATH = "/v2/manage/namespaces/team-a/repos/web$app/retentions";
const PLACE = { organization: "team-a", repository: "web/app" };
const TAGS = [
  { kind: "label", pattern: "latest" },
  { kind: "regexp", pattern: "^v[0-9.]+" },
];

const pathOf = ({ emulator }: Others): string => `${PATH}/${String(live(emulator, PLACE)?.id)}`;
const body = ({ keepNewest = 0, keepDays, exemptTags = [] }: Args): object => {
  const kept =
    keepDays === undefined
      ? { template: "tag_rule", params: { num: JSON.stringify(keepNewest) } }
      : { template: "date_rule", params: { days: JSON.stringify(keepDays) } };
  return { algorithm: "or", rules: [{ ...kept, tag_selectors: exemptTags }] };
};
function live(emulator: Emulator, at: Args): ReturnType<Life["live"]> {
  const { id, rules: [rule] = [] } = repositoryAt(emulator, at)?.retentions?.[0] ?? {};
  if (rule === undefined) return undefined;
  const { template, params, tag_selectors: exemptTags } = rule;
  const kept =
    template === "tag_rule" ? { keepNewest: Number(params.num) } : { keepDays: Number(params.days) };
  return { id: String(id), ...kept, exemptTags };
}

export const retentionPolicy: Life = {
  resource: "RetentionPolicy",
  program: { ...PLACE, keepNewest: 10 },
  live,
  elsewhere: { organization: "team-b", repository: "api" },
  given: (emulator) => {
    emulator.createRepository({ organization: "team-b", repository: "web/app" });
  },

  changes: { keepNewest: [20, 2], keepDays: [30, 7], exemptTags: [TAGS, []] },
  madeAnew: ["keepDays"],
  set: (others, args) => others.api.patch(pathOf(others), body({ ...live(others.emulator, PLACE), ...args })),
  drifts: [
    {
      name: "the kind of its rule",
      act: async (others) => {
        await others.api.delete(pathOf(others));
        await others.api.post(PATH, body({ keepDays: 7 }));
      },
      line: "team-a/web/app retention policy: keepNewest is not set, declared 10; up will change it",
    },
  ],
  gone: (others) => others.api.delete(pathOf(others)),
  exists: ({ api }) => api.post(PATH, body({ keepNewest: 3 })),

  refusedCreates: [
    {
      name: "no repository",
      args: { repository: "gone" },
      says: /^team-a\/gone retention policy: cannot create it: 404 SVCSTG\.SWR\.4040010 /,
    },
  ],
  refusedDeletes: [
    {
      name: "no right",
      user: "bob",
      says: /^team-a\/web\/app retention policy: cannot delete it: 403 .* The caller lacks the right/,
    },
  ],
};
