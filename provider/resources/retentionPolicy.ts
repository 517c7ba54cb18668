import { ADOPT, type Description, regionOf, REPOSITORY_NAMES } from "../description";
import { NotFoundError } from "../errors";
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

const DESCRIPTION = {
  description:
    "Which images of a repository SWR keeps. SWR deletes the others by itself. A repository has at most one policy. Where a program changes from `keepNewest` to `keepDays` or back, the policy is deleted and created again, since SWR cannot change the kind of a rule.",
  place: ["organization", "repository"],
  what: "retention policy",
  api: ["createRetention", "listRetentions", "updateRetention", "deleteRetention"],
  oneOf: [["keepNewest", "keepDays"]],
  examples: [
    {
      title: "The newest ten tags, and latest",
      program: {
        web: [
          "RetentionPolicy",
          { organization: "team-a", repository: "web/app", keepNewest: 10, exemptTags: [LATEST] },
        ],
      },
    },
  ],
  inputs: {
    ...REPOSITORY_NAMES,
    keepNewest: {
      type: "integer",
      description: "Number of tags that are kept, newest first.",
      min: 1,
      max: 1000,
      optional: true,
    },
    keepDays: {
      type: "integer",
      description: "Number of days for which a tag is kept.",
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

  read: async ({ client, subject }, at) => {
    const { id, ...rule } = await client.of(retentions).read(subject, at);
    return { retentionId: id, ...rule };
  },

  create: ({ client, subject }, inputs) => client.of(retentions).create(subject, inputs, inputs),

  update: async ({ client, subject }, inputs, { retentionId, keepNewest, keepDays }) => {
    const policies = client.of(retentions);
    const isSameKind = (inputs.keepNewest === undefined ? keepDays : keepNewest) !== undefined;
    if (isSameKind) return policies.update(subject, inputs, retentionId, inputs);
    await policies.delete(subject, inputs, retentionId);
    return policies.create(subject, inputs, inputs);
  },

  delete: async ({ client, subject }, state) => {
    const policies = client.of(retentions);
    const read = async (): Promise<number> => (await policies.read(subject, state)).id;
    try {
      await policies.delete(subject, state, state.retentionId ?? (await read()));
    } catch (thrown) {
      if (!(thrown instanceof NotFoundError)) throw thrown;
      // The policy may have been deleted and created again by somebody else. It has another number then.
      await policies.delete(subject, state, await read());
    }
  },
};
