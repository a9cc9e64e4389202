import type { Digest } from "../../../lib/image-reference.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { RegistryClient } from "../registry/client.ts";
import type { Manifest } from "../registry/manifests.ts";
import { notSupported, partsOf } from "./manifest-parts.ts";
import type { Parts } from "./manifest-parts.ts";
import { inParallel } from "./parallel.ts";

/** A manifest and what it names. */
export interface TreeManifest extends Manifest {
  parts: Parts;
}

/**
 * All manifests of an image, each once. Manifests that an index names come before the index, so the last one is the
 * image itself.
 */
export type Tree = readonly TreeManifest[];

/** An index may contain an index of images; deeper nesting is an attack or a mistake. */
const DEEPEST = 5;
/** Manifests that are read at the same time. */
const READERS = 8;

/**
 * Reads the manifests of an image. The digest of each is computed from its bytes.
 * @returns undefined if the repository does not have the image
 * @throws ActionError `manifest-not-supported`, `source-image-missing` for a part of the image, `digest-mismatch`
 */
export async function readTree(
  client: RegistryClient,
  repository: string,
  digest: Digest,
): Promise<Tree | undefined> {
  const found = new Map<Digest, TreeManifest>();
  const read = async (wanted: Digest, depth: number): Promise<boolean> => {
    const manifest = await client.manifest(repository, wanted);
    if (manifest === undefined) return false;
    if (manifest.digest !== wanted) throw otherBytes(repository, wanted, manifest.digest);
    if (depth > DEEPEST)
      throw notSupported(manifest, `it is nested more than ${DEEPEST} indexes deep`);
    const parts = partsOf(manifest);
    const children = parts.manifests.filter((child) => !found.has(child));
    await inParallel(children, READERS, async (child) => {
      if (!(await read(child, depth + 1))) throw partMissing(repository, child, digest);
    });
    found.set(wanted, { ...manifest, parts });
    return true;
  };
  return (await read(digest, 0)) ? [...found.values()] : undefined;
}

/** Returns the image itself, which is the last of its manifests. */
export function rootOf(tree: Tree): TreeManifest {
  const root = tree.at(-1);
  if (root === undefined) throw new Error("an image has at least one manifest");
  return root;
}

const otherBytes = (repository: string, wanted: Digest, actual: Digest) =>
  new ActionError({
    reason: "digest-mismatch",
    message: `${repository} returns other bytes than ${wanted}: their digest is ${actual}`,
    fix: "the stored image is damaged, or something between this runner and the registry changes the answers: build the image again, or check the proxy",
  });

const partMissing = (repository: string, child: Digest, digest: Digest) =>
  new ActionError({
    reason: "source-image-missing",
    message: `${repository} has ${digest}, but not its part ${child}`,
    fix: "build the image again; if a lifecycle policy of the repository removed the part, change it to keep the untagged images of an index",
  });
