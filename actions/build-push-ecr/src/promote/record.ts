import { parseDigest } from "../../../lib/image-reference.ts";
import type { Digest } from "../../../lib/image-reference.ts";
import type { GitHubContext } from "../../../lib/github/context.ts";
import type { RegistryClient } from "../registry/client.ts";
import { digestOf } from "../registry/manifests.ts";
import type { Descriptor, Manifest } from "../registry/manifests.ts";
import type { CheckedPromotion } from "./check.ts";
import { OCI_MANIFEST } from "./manifest-parts.ts";
import { listReferrer } from "./referrers.ts";
import { rootOf } from "./tree.ts";

const PROMOTION_TYPE = "application/vnd.eks-pipeline.promotion.v1+json";
/** https://github.com/opencontainers/image-spec/blob/main/manifest.md#guidance-for-an-empty-descriptor */
const EMPTY = {
  mediaType: "application/vnd.oci.empty.v1+json",
  bytes: Buffer.from("{}"),
};

/** Who promoted, when, and in which run. */
export type Promoter = Pick<
  GitHubContext,
  "actor" | "repository" | "serverUrl" | "runId" | "runAttempt" | "eventName"
> & { at: Date };

/** Annotations of a record, by which a later run finds the record in the list of referrers. */
const SOURCE = "com.github.eks-pipeline.promotion.source";
const TAGS = "com.github.eks-pipeline.promotion.tags";

/**
 * Records in the destination who promoted an image, from where, when and in which run. The record is an artifact that
 * refers to the image, whose digest stays the same. A promotion that is already recorded gets no second record.
 * @param source the source registry's host
 * @throws RegistryError
 */
export async function recordPromotion(
  promotion: CheckedPromotion,
  source: string,
  destination: RegistryClient,
  promoter: Promoter,
): Promise<Digest> {
  const { to, digest, tree } = promotion;
  const listed = await destination.referrers(to, digest);
  const wanted = annotationsOf(promotion, source);
  const existing = (listed ?? []).find((one) => isRecord(one, wanted));
  if (existing !== undefined) return existing.digest;
  const { mediaType, bytes } = rootOf(tree);
  const content = Buffer.from(JSON.stringify(documentOf(promotion, source, promoter)));
  const annotations = { "org.opencontainers.image.created": promoter.at.toISOString(), ...wanted };
  const record = recordManifest({ mediaType, digest, size: bytes.length }, content, annotations);
  for (const blob of [EMPTY.bytes, content]) await pushBytes(destination, to, blob);
  await destination.putManifest(to, record.digest, record);
  if (listed === undefined)
    await listReferrer(destination, to, digest, {
      mediaType: OCI_MANIFEST,
      digest: record.digest,
      size: record.bytes.length,
      artifactType: PROMOTION_TYPE,
      annotations,
    });
  return record.digest;
}

const annotationsOf = ({ from, tags }: CheckedPromotion, source: string) => ({
  [SOURCE]: `${source}/${from}`,
  [TAGS]: tags.join(","),
});

const isRecord = (
  { artifactType, annotations = {}, digest }: Descriptor,
  wanted: Readonly<Record<string, string>>,
): boolean =>
  artifactType === PROMOTION_TYPE &&
  parseDigest(digest) !== undefined &&
  Object.entries(wanted).every(([name, value]) => annotations[name] === value);

/** Returns the content of a record. Readers rely on it: add fields, do not rename them. */
function documentOf(promotion: CheckedPromotion, source: string, promoter: Promoter): object {
  const { name, digest, from, sourceTag, to, tags, moved } = promotion;
  const { actor, repository, serverUrl, runId, runAttempt, eventName, at } = promoter;
  return {
    schema: 1,
    image: { name, digest },
    source: { registry: source, repository: from, tag: sourceTag },
    destination: { repository: to, tags },
    moved: Object.fromEntries(moved),
    at: at.toISOString(),
    by: actor,
    run: {
      repository,
      event: eventName,
      id: runId,
      attempt: runAttempt,
      url: `${serverUrl}/${repository}/actions/runs/${runId}/attempts/${runAttempt}`,
    },
  };
}

/** https://github.com/opencontainers/image-spec/blob/main/manifest.md#guidelines-for-artifact-usage */
function recordManifest(
  subject: Descriptor,
  content: Buffer,
  annotations: Readonly<Record<string, string>>,
): Manifest {
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    artifactType: PROMOTION_TYPE,
    config: descriptorOf(EMPTY.mediaType, EMPTY.bytes),
    layers: [descriptorOf(PROMOTION_TYPE, content)],
    subject,
    annotations,
  };
  const bytes = Buffer.from(JSON.stringify(manifest));
  return { digest: digestOf(bytes), mediaType: OCI_MANIFEST, bytes };
}

const descriptorOf = (mediaType: string, bytes: Buffer): Descriptor => ({
  mediaType,
  digest: digestOf(bytes),
  size: bytes.length,
});

async function pushBytes(
  registry: RegistryClient,
  repository: string,
  bytes: Buffer,
): Promise<void> {
  const digest = digestOf(bytes);
  if (await registry.hasBlob(repository, digest)) return;
  await registry.pushBlob(repository, { digest, size: bytes.length }, () => Promise.resolve(bytes));
}
