import { randomBytes } from "node:crypto";
import { carryOut } from "../../actions/build-push-ecr/src/promote/carry-out.ts";
import type { PromotedImage } from "../../actions/build-push-ecr/src/promote/carry-out.ts";
import { checkPromotions } from "../../actions/build-push-ecr/src/promote/check.ts";
import type { Registries } from "../../actions/build-push-ecr/src/promote/check.ts";
import type { Promotion } from "../../actions/build-push-ecr/src/promote/promotions.ts";
import { readTree } from "../../actions/build-push-ecr/src/promote/tree.ts";
import { registryAt } from "../../actions/build-push-ecr/src/registry/client.ts";
import type { RegistryClient } from "../../actions/build-push-ecr/src/registry/client.ts";
import type { ConnectionOptions } from "../../actions/build-push-ecr/src/registry/connection.ts";
import type { Digest } from "../../actions/lib/image-reference.ts";
import type { Loopback } from "../../rehearsal/base/http.ts";
import { digestOf, pushBlob } from "../rehearsal/registry/client.ts";
import { TYPES, imageOf, pushImage, putManifest } from "../rehearsal/registry/image.ts";

/** A registry on loopback whose requests can be made to fail. */
export type Site = Pick<Loopback, "url" | "faults">;

/** The two registries of a promotion, with the log of their requests. */
export type Sites = Record<"source" | "destination", Site & Pick<Loopback, "requests">>;

export const RUN = {
  repository: "example-org/fleet",
  repositoryId: 42,
  eventName: "workflow_dispatch",
  sha: "d".repeat(40),
  headSha: "d".repeat(40),
  ref: "refs/heads/main",
  actor: "octocat",
  workflow: "promote",
  job: "promote",
  runId: 77,
  runNumber: 7,
  runAttempt: 1,
  apiUrl: "http://127.0.0.1",
  serverUrl: "https://github.com",
  pullRequest: undefined,
  defaultBranch: "main",
  before: undefined,
  baseBranch: undefined,
  mergeGroupBase: undefined,
};

/** Returns a job, and the lines of its log in `lines`. */
export function promotionJob(cancelled = new AbortController().signal) {
  const lines: string[] = [];
  const keep = (text: string) => void lines.push(text);
  const log = {
    info: keep,
    debug: keep,
    notice: keep,
    warning: keep,
    error: keep,
    group: <T>(_: string, work: () => Promise<T>) => work(),
    withCommandsStopped: <T>(work: (line: (text: string) => void) => Promise<T>) => work(keep),
  };
  return { log, context: RUN, cancelled, lines };
}

/** A clock that does not wait. */
const noWait = { now: () => 0, wait: () => Promise.resolve() };

/** Returns a client like the action's, except that it does not wait between attempts. */
export const clientOf = (
  { url }: Pick<Site, "url">,
  more: ConnectionOptions = {},
): RegistryClient => registryAt({ url, authorization: "" }, { clock: noWait, ...more });

/** Returns the two registries of a promotion. Their repositories allow every tag to move. */
export const registriesOf = (source: Site, destination: Site): Registries => ({
  source: clientOf(source, { side: "source" }),
  destination: clientOf(destination, { side: "destination" }),
  rulesOf: () => Promise.resolve({ mutability: "MUTABLE", exclusions: [] }),
});

/** Checks a promotion and carries it out, as the action does. */
export const promoteImages = async (
  promotions: readonly Promotion[],
  registries: Registries,
  job = promotionJob(),
  requireLease?: () => Promise<void>,
): Promise<PromotedImage[]> =>
  carryOut(await checkPromotions(promotions, registries), registries, job, requireLease);

/** Pushes an index of two images, an attestation and a nested index. A referrer and a cosign tag sign it. */
export async function pushFleetImage(
  client: { url: string },
  repository: string,
  tag: string,
  text: string = randomBytes(8).toString("hex"),
): Promise<Digest> {
  const images = [imageOf(`${text} amd64`), imageOf(`${text} arm64`)];
  const attestation = imageOf(`${text} attestation`);
  for (const image of [...images, attestation])
    await pushImage(client, repository, image.digest, image);
  const nested = index([{ ...descriptorOf(images[1]!.manifest), platform: platform("arm64") }]);
  await put(client, repository, digestOf(nested), nested, TYPES.ociIndex);
  const root = index([
    { ...descriptorOf(images[0]!.manifest), platform: platform("amd64") },
    { ...descriptorOf(nested, TYPES.ociIndex), platform: platform("arm64") },
    { ...descriptorOf(attestation.manifest), platform: { os: "unknown", architecture: "unknown" } },
  ]);
  await put(client, repository, tag, root, TYPES.ociIndex);
  const digest = digestOf(root) as Digest;
  const subject = descriptorOf(root, TYPES.ociIndex);
  const signature = imageOf(`${text} signature`, TYPES.oci, { subject, artifactType: "x/sig" });
  await pushImage(client, repository, signature.digest, signature);
  // A registry without the referrers API has the list of referrers under this tag.
  const listed = { ...descriptorOf(signature.manifest), artifactType: "x/sig" };
  await put(client, repository, digest.replace(":", "-"), index([listed]), TYPES.ociIndex);
  const cosign = imageOf(`${text} cosign`);
  await pushImage(client, repository, `${digest.replace(":", "-")}.sig`, cosign);
  return digest;
}

const platform = (architecture: string) => ({ os: "linux", architecture });
const index = (manifests: readonly object[]) =>
  JSON.stringify({ schemaVersion: 2, mediaType: TYPES.ociIndex, manifests });
const descriptorOf = (manifest: string, mediaType: string = TYPES.oci) => ({
  mediaType,
  digest: digestOf(manifest),
  size: Buffer.byteLength(manifest),
});

async function put(
  client: { url: string },
  repository: string,
  reference: string,
  manifest: string,
  type: string,
): Promise<void> {
  const done = await putManifest(client, repository, reference, manifest, type);
  if (!done.ok) throw new Error(`${done.status} ${await done.text()}`);
}

/** Pushes an image whose layers have these numbers of random bytes. */
export async function pushLayers(
  client: { url: string },
  repository: string,
  tag: string,
  sizes: readonly number[],
): Promise<Digest> {
  const config = Buffer.from(JSON.stringify({ os: "linux", architecture: "amd64" }));
  const layers = [];
  for (const size of sizes) {
    const bytes = randomBytes(size);
    await pushBlob(client, repository, bytes);
    layers.push({ mediaType: LAYER, digest: digestOf(bytes), size });
  }
  await pushBlob(client, repository, config);
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: TYPES.oci,
    layers,
    config: {
      mediaType: "application/vnd.oci.image.config.v1+json",
      digest: digestOf(config),
      size: config.length,
    },
  });
  await put(client, repository, tag, manifest, TYPES.oci);
  return digestOf(manifest) as Digest;
}

const LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

/** Returns the parts of an image that a repository lacks: [] if every manifest and every blob is there. */
export async function missingParts(
  client: RegistryClient,
  repository: string,
  digest: Digest,
): Promise<string[]> {
  const tree = await readTree(client, repository, digest);
  if (tree === undefined) return [digest];
  const missing: string[] = [];
  for (const blob of tree.flatMap(({ parts }) => parts.blobs))
    if (!(await client.hasBlob(repository, blob.digest))) missing.push(blob.digest);
  return missing;
}

/** The request at which a promotion is killed. */
interface Interruption {
  side: "source" | "destination";
  /** Number of requests that pass before. */
  after: number;
  /** Whether the last request is still carried out, without an answer. */
  respond: "reset" | "drop-after-commit";
}

export interface InterruptedPromotion {
  interruption: Interruption;
  /** Whether the promotion failed. */
  wasKilled: boolean;
  /** Whether the promotion had already moved a tag. */
  hadMoved: boolean;
  /** Problems after the kill or after the next run; [] if there are none. */
  problems: string[];
}

/**
 * Promotes over a tag that names an older image, kills the promotion at a request, inspects the destination, and
 * promotes again. After the kill, that registry cuts off every request.
 * @param round part of the repository's name, so that every promotion begins with an empty repository
 */
export async function interruptPromotion(
  sites: Sites,
  from: string,
  digest: Digest,
  round: number,
  interruption: Interruption,
): Promise<InterruptedPromotion> {
  const { source, destination } = sites;
  const to = `round-${round}/app`;
  const old = imageOf(`old ${round}`);
  await pushImage({ url: destination.url }, to, "production", old);
  const sourceTag = undefined;
  const promotion = { name: "app", digest, from, sourceTag, to, tags: ["production", "v1"] };
  const { side, after, respond } = interruption;
  sites[side].faults.add({ match: {}, after, respond });
  sites[side].faults.add({ match: {}, times: Infinity, respond: "reset" });
  const wasKilled = await promoteImages([promotion], registriesOf(source, destination)).then(
    () => false,
    () => true,
  );
  source.faults.clear();
  destination.faults.clear();
  const client = clientOf(destination);
  const problems: string[] = [];
  let hadMoved = false;
  for (const tag of promotion.tags) {
    const found = (await client.manifest(to, tag))?.digest;
    const allowed = [tag === "production" ? old.digest : undefined, digest];
    if (!allowed.includes(found)) problems.push(`${tag} is ${found ?? "gone"} after the kill`);
    if (found !== digest) continue;
    hadMoved = true;
    problems.push(...(await missingParts(client, to, digest)));
  }
  const [again] = await promoteImages([promotion], registriesOf(source, destination));
  if (again?.promotion.digest !== digest) problems.push("the next run gives another digest");
  problems.push(...(await missingParts(client, to, digest)));
  for (const tag of promotion.tags)
    if ((await client.manifest(to, tag))?.digest !== digest) problems.push(`${tag} was not set`);
  return { interruption, wasKilled, hadMoved, problems };
}

/**
 * Returns interruptions that are spread over all requests of a promotion. It runs one promotion to count the requests.
 * The same seed gives the same interruptions.
 */
export async function interruptions(
  sites: Sites,
  from: string,
  digest: Digest,
  { count, seed }: { count: number; seed: number },
): Promise<Interruption[]> {
  const before = {
    source: sites.source.requests.length,
    destination: sites.destination.requests.length,
  };
  const promotion = { name: "app", digest, from, sourceTag: undefined, to: "counted/app" };
  await promoteImages(
    [{ ...promotion, tags: ["production", "v1"] }],
    registriesOf(sites.source, sites.destination),
  );
  let state = seed;
  const random = (most: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * most);
  };
  return Array.from({ length: count }, () => {
    const side = random(4) === 0 ? "source" : "destination";
    const after = random(sites[side].requests.length - before[side]);
    return { side, after, respond: random(2) === 0 ? "reset" : "drop-after-commit" };
  });
}
