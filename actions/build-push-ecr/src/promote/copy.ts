import type { Blob } from "../registry/blobs.ts";
import type { RegistryClient } from "../registry/client.ts";
import { inParallel } from "./parallel.ts";
import { rootOf } from "./tree.ts";
import type { Tree, TreeManifest } from "./tree.ts";

/** From one repository to another, in the same registry or in another one. */
export interface Route {
  source: RegistryClient;
  destination: RegistryClient;
  from: string;
  to: string;
}

/** Bytes, by how they got into the destination. */
export interface Transfer {
  sent: number;
  mounted: number;
  /** Bytes that the destination already had. */
  present: number;
}

/** Blobs copied at the same time. With more, a promotion is not faster, but ECR throttles. */
const STREAMS = 4;

/**
 * Copies the manifests of an image and everything they name, byte by byte, without setting a tag. What the destination
 * already has is not sent again. A manifest is copied after everything it names: if a manifest exists, it is complete,
 * even if a run was killed.
 * @throws ActionError `source-image-missing`, `digest-mismatch`, RegistryError
 */
export async function copyTree(tree: Tree, route: Route): Promise<Transfer> {
  const { destination, to } = route;
  const transfer: Transfer = { sent: 0, mounted: 0, present: 0 };
  const missing = await missingManifests(tree, route);
  const blobs = new Map(
    missing.flatMap(({ parts }) => parts.blobs).map((blob) => [blob.digest, blob]),
  );
  for (const blob of await externalBlobs(missing, route)) blobs.set(blob.digest, blob);
  await inParallel([...blobs.values()], STREAMS, async (blob) => {
    transfer[await copyBlob(blob, route)] += blob.size;
  });
  for (const manifest of missing) await destination.putManifest(to, manifest.digest, manifest);
  return transfer;
}

async function missingManifests(tree: Tree, { destination, to }: Route): Promise<TreeManifest[]> {
  if (await destination.hasManifest(to, rootOf(tree).digest)) return [];
  const missing: TreeManifest[] = [];
  for (const manifest of tree)
    if (!(await destination.hasManifest(to, manifest.digest))) missing.push(manifest);
  return missing;
}

/** Returns the layers with their own addresses that the source also holds. The other ones are not copied. */
async function externalBlobs(
  manifests: readonly TreeManifest[],
  { source, from }: Route,
): Promise<Blob[]> {
  const held: Blob[] = [];
  for (const blob of manifests.flatMap(({ parts }) => parts.externalBlobs))
    if (await source.hasBlob(from, blob.digest)) held.push(blob);
  return held;
}

async function copyBlob(
  blob: Blob,
  { source, destination, from, to }: Route,
): Promise<keyof Transfer> {
  // ECR mounts within an account and region, if the account setting BLOB_MOUNTING allows it.
  const isSameRegistry = source.url === destination.url;
  if (isSameRegistry && (await destination.mountBlob(to, blob.digest, from))) return "mounted";
  if (await destination.hasBlob(to, blob.digest)) return "present";
  await destination.pushBlob(to, blob, () => source.openBlob(from, blob));
  return "sent";
}
