import { createHash } from "node:crypto";
import { type Cloud, done, repositoryOf, type UserCall } from "../api/call";
import { answerPage, parseFilter, parsePage, sortBy } from "../api/listing";
import { addressOf } from "../api/names";
import { type Answer, swr, swrError } from "../api/refusals";
import { operation, repository } from "../api/route";
import {
  type Backdoor,
  ControlError,
  organizationNamed,
  type RepositoryTarget,
  repositoryNamed,
} from "../api/backdoor";
import { object, text } from "../schema";
import { PerOwner } from "../store/perOwner";
import type { Repository, RepositoryPlace, Store } from "../store/store";
import { MANAGE, READ, rightOn } from "./access/rights";
import type { Family } from "./family";

/** An image, under one tag. */
interface Image {
  id: number;
  tag: string;
  /** Milliseconds since 1970. */
  created: number;
  updated: number;
}

/** The images in a repository: their tags, or how many there are, tagged `v1`, `v2` and so on. Default: none. */
export type SeedImages = number | string[];

/** The images of a repository by tag, in the order in which they were pushed. */
export const images = new PerOwner<Repository, Map<string, Image>>(() => new Map());

/** The tags that docker accepts. */
const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

/** JSON Schema of images by count or by tag. */
export const imagesSchema = {
  type: ["integer", "array"],
  minimum: 0,
  maximum: 10_000,
  items: { type: "string", pattern: tagPattern.source },
  uniqueItems: true,
};

const refusals = {
  badTag: swr(4000016, "Invalid image version."),
  noTag: swr(4040048, "The image tag was not found."),
  noTagEither: swr(4040115, "The image tag was not found."),
};

/** The images of repositories. */
export const tags = {
  routes: [
    operation("listRepositoryTags", "GET", `${repository}/tags`, listRepositoryTags),
    operation("deleteRepoTag", "DELETE", `${repository}/tags/:tag`, deleteRepoTag),
  ],
  backdoor,
  repository: {
    seed: {
      properties: { images: imagesSchema },
      plant(store: Store, place: RepositoryPlace, seed: { images?: SeedImages }): void {
        pushAll(store, place.repository, seed.images);
      },
    },
    show: (place: RepositoryPlace): ShownTags => ({ tags: [...images.of(place.repository).keys()] }),
  },
} satisfies Family;

export interface ShownTags {
  /** The tags of the repository's images, in the order in which they were pushed. */
  tags: string[];
}

export interface TagMethods {
  /** Pushes an image, as `docker push` does. An image of this tag is replaced. */
  pushImage(image: RepositoryTarget & { tag: string }): void;
}

function backdoor(cloud: Cloud): Backdoor<TagMethods> {
  const methods: TagMethods = {
    pushImage({ organization, repository: name, tag }) {
      if (!tagPattern.test(tag)) throw new ControlError(`"${tag}" is not a tag.`);
      push(cloud.store, repositoryNamed(organizationNamed(cloud.store, organization), name), tag);
    },
  };
  const pushing = {
    method: "POST" as const,
    path: "/images",
    body: object({ organization: text, repository: text, tag: text }),
    run: ({ body }: { body: unknown }) => {
      methods.pushImage(body as Parameters<TagMethods["pushImage"]>[0]);
    },
  };
  return { methods, controls: [pushing] };
}

/** Pushes the images with which a new repository begins. */
export function pushAll(store: Store, to: Repository, wanted: SeedImages = 0): void {
  const named =
    typeof wanted === "number" ? Array.from({ length: wanted }, (_, at) => `v${String(at + 1)}`) : wanted;
  for (const tag of named) push(store, to, tag);
}

function push(store: Store, to: Repository, tag: string): void {
  const old = images.of(to).get(tag);
  const [created, updated] = [old?.created ?? store.now(), store.now()];
  images.of(to).set(tag, { id: old?.id ?? store.nextId(), tag, created, updated });
}

/** Lists the images of a repository by tag. Everybody may see those of a public repository. */
function listRepositoryTags(call: UserCall): Answer {
  const found = repositoryOf(call);
  if (!found.repository.isPublic && rightOn(call, found) < READ) throw swrError.mayNotUse();
  const filter = parseFilter(call.query, ["tag", "limit", "offset"]);
  const tag = filter.get("tag");
  const wanted = [...images.of(found.repository).values()].filter(
    (it) => tag === undefined || it.tag === tag,
  );
  const sorted = sortBy(wanted, call.query, { updated_at: (it) => it.updated, tag: (it) => it.tag });
  return answerPage(sorted, parsePage(filter), (image) => wire(call, found, image));
}

function deleteRepoTag(call: UserCall): Answer {
  const found = repositoryOf(call);
  const tag = call.params["tag"] ?? "";
  if (!tagPattern.test(tag)) throw refusals.badTag(tag);
  if (rightOn(call, found) < MANAGE) throw swrError.mayNotManageRepository();
  const missing = call.cloud.dialect["missing-tag"] === "4040048" ? refusals.noTag : refusals.noTagEither;
  if (!images.of(found.repository).delete(tag)) throw missing(tag);
  return done(call, 204);
}

/** An image as the API answers it. `Tag` is the only key with a capital letter. */
function wire({ cloud }: UserCall, found: RepositoryPlace, { id, tag, created, updated }: Image): object {
  const path = `${addressOf(cloud.url, found)}:${tag}`;
  return {
    id,
    repo_id: found.repository.id,
    Tag: tag,
    image_id: digestOf(`${path} image`),
    manifest: "",
    digest: digestOf(path),
    schema: 2,
    path,
    internal_path: path,
    size: 0,
    is_trusted: false,
    created: new Date(created).toISOString(),
    updated: new Date(updated).toISOString(),
    deleted: null,
    domain_id: cloud.store.account.id,
    scanned: false,
    tag_type: 0,
  };
}

const digestOf = (value: string): string => `sha256:${createHash("sha256").update(value).digest("hex")}`;
