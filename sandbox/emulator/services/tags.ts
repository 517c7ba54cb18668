import { createHash } from "node:crypto";
import { done, repositoryOf, type UserCall } from "../api/call";
import { type Answer, swrError } from "../api/refusals";
import { answerPage, parseFilter, parsePage, sortBy } from "../api/listing";
import { isTag } from "../api/names";
import { addressOf, type Found, rightOn } from "./repositories";
import { MANAGE, READ } from "./access/rights";
import type { Image } from "../store/store";

/** The images of a repository by tag. Images of public repositories are everybody's to see. */
export function listRepositoryTags(call: UserCall): Answer {
  const found = repositoryOf(call);
  if (!found.repository.isPublic && rightOn(call, found) < READ) throw swrError.mayNotUse();
  const filter = parseFilter(call.query, ["tag", "limit", "offset"]);
  const tag = filter.get("tag");
  const images = [...found.repository.images.values()].filter((it) => tag === undefined || it.tag === tag);
  const sorted = sortBy(images, call.query, { updated_at: (it) => it.updated, tag: (it) => it.tag });
  return answerPage(sorted, parsePage(filter), (image) => wire(call, found, image));
}

export function deleteRepoTag(call: UserCall): Answer {
  const found = repositoryOf(call);
  const tag = call.params["tag"] ?? "";
  if (!isTag(tag)) throw swrError.badTag(tag);
  if (rightOn(call, found) < MANAGE) throw swrError.mayNotManageRepository();
  const missing = call.cloud.dialect["missing-tag"] === "4040048" ? swrError.noTag : swrError.noTagEither;
  if (!found.repository.images.delete(tag)) throw missing(tag);
  return done(call, 204);
}

/** The key of the tag is the only one with a capital letter. */
function wire({ cloud }: UserCall, found: Found, { id, tag, created, updated }: Image): object {
  const address = addressOf(cloud, found);
  const path = `${address}:${tag}`;
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

const digestOf = (text: string): string => `sha256:${createHash("sha256").update(text).digest("hex")}`;
