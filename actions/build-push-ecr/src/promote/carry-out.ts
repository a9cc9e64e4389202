import type { Digest } from "../../../lib/image-reference.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import { confirm } from "../registry/confirm.ts";
import { factsOf } from "../registry/facts.ts";
import { setTag } from "../registry/tags.ts";
import type { CheckedPromotion, Registries } from "./check.ts";
import { copyTree } from "./copy.ts";
import type { Route, Transfer } from "./copy.ts";
import { recordPromotion } from "./record.ts";
import { listReferrer } from "./referrers.ts";
import type { Referrer } from "./referrers.ts";
import { rootOf } from "./tree.ts";

/** A completed promotion that was read back. */
export interface PromotedImage {
  promotion: CheckedPromotion;
  transfer: Transfer;
  /** os/architecture[/variant], as the destination has them. */
  platforms: readonly string[];
  /** Bytes of config and layers, of all platforms together. */
  size: number;
  /** The record of who promoted it. */
  record: Digest;
  milliseconds: number;
}

/** The parts of a job that the promotion needs. */
type PromotionJob = Pick<Job, "context" | "log" | "cancelled">;

/**
 * Copies all images, then sets all tags, then reads them back and records the promotion. No tag is set until all images
 * have arrived completely. A promotion that fails or is killed before that leaves the tags as they were, and the next
 * run continues from there.
 * @param requireLease is awaited before the first copy and before the first tag; it throws if this job may not continue
 * @param now the time of the record
 * @throws ActionError `immutable-tag-exists`, `source-image-missing`, `digest-mismatch`, and the errors of the
 *   registries
 */
export async function carryOut(
  promotions: readonly CheckedPromotion[],
  registries: Registries,
  job: PromotionJob,
  requireLease: () => Promise<void> = () => Promise.resolve(),
  now: () => Date = () => new Date(),
): Promise<PromotedImage[]> {
  const { destination } = registries;
  await requireLease();
  const copied = [];
  for (const promotion of promotions) {
    job.cancelled.throwIfAborted();
    const started = performance.now();
    const transfer = await job.log.group(`Image ${promotion.name}`, () =>
      copyImage(promotion, registries, job),
    );
    copied.push({ promotion, transfer, milliseconds: performance.now() - started });
  }
  await requireLease();
  for (const { to, tree, tagsToSet } of promotions)
    for (const tag of tagsToSet) {
      job.cancelled.throwIfAborted();
      await setTag(destination, to, tag, rootOf(tree));
    }
  const source = new URL(registries.source.url).host;
  const done: PromotedImage[] = [];
  for (const { promotion, ...copy } of copied) {
    const { to, digest, tags } = promotion;
    const manifest = await confirm(destination, to, digest, tags);
    const { platforms, size } = await factsOf(destination, to, manifest);
    const promoter = { ...job.context, at: now() };
    const record = await recordPromotion(promotion, source, destination, promoter);
    job.log.info(`confirmed in the destination: ${to}:${tags.join(", ")} is ${digest}`);
    done.push({ promotion, ...copy, platforms, size, record });
  }
  return done;
}

/** Copies an image and its referrers into its repository, without a tag. */
async function copyImage(
  promotion: CheckedPromotion,
  { source, destination }: Registries,
  job: PromotionJob,
): Promise<Transfer> {
  const { from, to, tree, referrers, isRetag, digest } = promotion;
  if (isRetag) {
    job.log.info(`${digest} is already in ${to}: only its tags are set`);
    return { sent: 0, mounted: 0, present: 0 };
  }
  const route: Route = { source, destination, from, to };
  const transfer = await copyTree(tree, route);
  for (const referrer of referrers) {
    job.cancelled.throwIfAborted();
    await copyReferrer(referrer, route, job);
  }
  const { sent, mounted, present } = transfer;
  job.log.info(
    `${from} to ${to}: ${sent} bytes sent, ${mounted} mounted, ${present} were already there; ${referrers.length} referrers`,
  );
  return transfer;
}

async function copyReferrer(
  { subject, descriptor, tag, tree }: Referrer,
  route: Route,
  job: PromotionJob,
): Promise<void> {
  const { destination, to } = route;
  await copyTree(tree, route);
  if (tag === undefined) {
    const keepsList = (await destination.referrers(to, subject)) !== undefined;
    if (!keepsList && descriptor !== undefined)
      await listReferrer(destination, to, subject, descriptor);
    return;
  }
  const holder = (await destination.manifest(to, tag))?.digest;
  if (holder === undefined) await setTag(destination, to, tag, rootOf(tree));
  else if (holder !== rootOf(tree).digest)
    // Only requested tags are moved: somebody else may have signed the image there.
    job.log.warning(
      `${to}:${tag} is ${holder} and is not moved, although the source has ${rootOf(tree).digest} under this tag`,
    );
}
