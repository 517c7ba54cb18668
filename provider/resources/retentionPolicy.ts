import { ADOPT, type Description, regionOf, REPOSITORY_NAMES } from "../description";
import type { ResourceOf } from "../resource";
import { checkNames } from "../swr/names";
import { retentions } from "../swr/retentions";

const TAG_SELECTOR = {
  name: "TagSelector",
  description: "Tags, selected by name.",
  properties: {
    kind: {
      choice: {
        name: "TagSelectorKind",
        description: "How a pattern names tags.",
        values: { label: "The pattern is the tag.", regexp: "The pattern is a regular expression for tags." },
      },
      description: "How the pattern names tags: label or regexp.",
    },
    pattern: { type: "string", description: "The tag, or the regular expression.", minLength: 1 },
  },
} as const;

const LATEST = { kind: "label", pattern: "latest" };
const NEWEST_TEN = { organization: "team-a", repository: "web/app", keepNewest: 10, exemptTags: [LATEST] };

const DESCRIPTION = {
  description:
    "Which images of a repository SWR keeps. SWR deletes the others by itself. A repository has at most one policy. Where a program changes from `keepNewest` to `keepDays` or back, the policy is deleted and created again, since SWR cannot change the kind of a rule.",
  place: ["organization", "repository"],
  what: "retention policy",
  api: ["createRetention", "listRetentions", "updateRetention", "deleteRetention"],
  oneOf: [["keepNewest", "keepDays"]],
  examples: [{ title: "The newest ten tags, and latest", program: { web: ["RetentionPolicy", NEWEST_TEN] } }],
  inputs: {
    ...REPOSITORY_NAMES,
    keepNewest: {
      type: "integer",
      description: "Newest tags that are kept.",
      min: 1,
      max: 1000,
      optional: true,
    },
    keepDays: {
      type: "integer",
      description: "Days for which a tag is kept.",
      min: 1,
      max: 365,
      optional: true,
    },
    exemptTags: {
      listOf: TAG_SELECTOR,
      description: "Tags that are never deleted, in any order. Default: none.",
      asOutput: "Tags that are never deleted.",
      default: [],
      unordered: true,
    },
    adopt: ADOPT,
    region: regionOf("repository"),
  },
  outputs: { retentionId: { type: "integer", description: "The number that SWR gives the policy." } },
} as const satisfies Description;

export const retentionPolicy: ResourceOf<typeof DESCRIPTION> = {
  token: "swr:index:RetentionPolicy",
  description: DESCRIPTION,
  rules: checkNames,

  read: ({ client, subject }, at) => client.of(retentions).read(subject, at),

  create: ({ client, subject }, inputs) => client.of(retentions).create(subject, inputs, inputs),

  update: async ({ client, subject }, inputs, { retentionId, keepNewest, keepDays }) => {
    const policies = client.of(retentions);
    const isSameKind = (inputs.keepNewest === undefined ? keepDays : keepNewest) !== undefined;
    if (isSameKind) return policies.update(subject, inputs, retentionId, inputs);
    await policies.delete(subject, inputs, retentionId);
    return policies.create(subject, inputs, inputs);
  },

  delete: ({ client, subject }, state) => client.of(retentions).delete(subject, state, state.retentionId),
};
