import { ADOPT, type Description, regionOf, REPOSITORY_NAMES } from "../description";
import { NotFoundError } from "../errors";
import type { ResourceOf } from "../resource";
import { checkNames } from "../swr/names";
import { retentions } from "../swr/retentions";

const TAG_SELECTOR = {
  name: "TagSelector",
  description: "Tags by their name.",
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

const DESCRIPTION = {
  description:
    "Which images of a repository SWR keeps; the others it deletes by itself. A repository has one policy. Where a program changes from `keepNewest` to `keepDays` or back, the policy is deleted and made again, since SWR changes no rule into one of the other kind.",
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
          {
            organization: "team-a",
            repository: "web/app",
            keepNewest: 10,
            exemptTags: [{ kind: "label", pattern: "latest" }],
          },
        ],
      },
    },
  ],
  inputs: {
    ...REPOSITORY_NAMES,
    keepNewest: {
      type: "integer",
      description: "How many tags are kept, the newest ones.",
      min: 1,
      max: 1000,
      optional: true,
    },
    keepDays: {
      type: "integer",
      description: "For how many days a tag is kept.",
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
  outputs: { retentionId: { type: "integer", description: "The number SWR gives the policy." } },
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
      // One that others made anew has another number.
      await policies.delete(subject, state, await read());
    }
  },
};
