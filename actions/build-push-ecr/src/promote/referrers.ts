import type { Digest } from "../../../lib/image-reference.ts";
import type { RegistryClient } from "../registry/client.ts";
import { descriptorsIn, digestOf } from "../registry/manifests.ts";
import type { Descriptor, Manifest } from "../registry/manifests.ts";
import { inParallel } from "./parallel.ts";
import { readTree } from "./tree.ts";
import type { Tree } from "./tree.ts";

/** A signature, attestation, SBOM or other document about an image, stored next to it as a separate manifest. */
export interface Referrer {
  /** The manifest that the document is about. */
  subject: Digest;
  /** Its entry in a list of referrers; undefined if only its tag says what it is about. */
  descriptor: Descriptor | undefined;
  /** Its tag in the scheme of cosign, such as `sha256-<hex>.sig`. */
  tag: string | undefined;
  tree: Tree;
}

/**
 * Suffixes of tags for a digest:
 * https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md#tag-based-discovery
 */
const SUFFIXES = [".sig", ".att", ".sbom"];
/** Subjects whose referrers are read at the same time. */
const READERS = 4;

const OCI_INDEX = "application/vnd.oci.image.index.v1+json";

/**
 * Returns the tag under which clients keep the list of referrers in registries that keep none themselves.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema
 */
const referrersTag = (subject: Digest): string => subject.replace(":", "-");

/** Finds what refers to an image or its parts, and in turn what refers to that. Subjects precede their referrers. */
export async function readReferrers(
  client: RegistryClient,
  repository: string,
  image: Tree,
): Promise<Referrer[]> {
  const all: Referrer[] = [];
  const seen = new Set(image.map(({ digest }) => digest));
  let subjects = [...seen];
  while (subjects.length > 0) {
    const found = await inParallel(subjects, READERS, (subject) =>
      referrersOf(client, repository, subject),
    );
    const fresh = found.flat().filter(({ tree }) => !seen.has(tree.at(-1)?.digest ?? "sha256:"));
    all.push(...fresh);
    subjects = [...new Set(fresh.flatMap(({ tree }) => tree.map(({ digest }) => digest)))].filter(
      (digest) => !seen.has(digest),
    );
    for (const digest of subjects) seen.add(digest);
  }
  return all;
}

async function referrersOf(
  client: RegistryClient,
  repository: string,
  subject: Digest,
): Promise<Referrer[]> {
  const found: Referrer[] = [];
  for (const descriptor of await listReferrers(client, repository, subject)) {
    const tree = await readTree(client, repository, descriptor.digest);
    // A list may name a referrer that was removed since.
    if (tree !== undefined) found.push({ subject, descriptor, tag: undefined, tree });
  }
  for (const suffix of SUFFIXES) {
    const tag = `${referrersTag(subject)}${suffix}`;
    const manifest = await client.manifest(repository, tag);
    const tree = manifest && (await readTree(client, repository, manifest.digest));
    if (tree !== undefined) found.push({ subject, descriptor: undefined, tag, tree });
  }
  return found;
}

/** Returns the referrers that a registry lists itself, or that clients list under a tag if the registry cannot. */
async function listReferrers(
  client: RegistryClient,
  repository: string,
  subject: Digest,
): Promise<Descriptor[]> {
  const listed = await client.referrers(repository, subject);
  if (listed !== undefined && listed.length > 0) return listed;
  const index = await client.manifest(repository, referrersTag(subject));
  return index?.mediaType === OCI_INDEX ? descriptorsIn(index.bytes) : [];
}

/** Another job may write the list at the same time: it is read and written again, at most this often. */
const ATTEMPTS = 3;

/**
 * Adds a referrer to the list in a registry that keeps none itself. Clients have to do so there.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests-with-subject
 */
export async function listReferrer(
  client: RegistryClient,
  repository: string,
  subject: Digest,
  descriptor: Descriptor,
): Promise<void> {
  const tag = referrersTag(subject);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const found = await client.manifest(repository, tag);
    const listed = found?.mediaType === OCI_INDEX ? descriptorsIn(found.bytes) : [];
    if (listed.some(({ digest }) => digest === descriptor.digest)) return;
    await client.putManifest(repository, tag, indexOf([...listed, descriptor]));
  }
}

function indexOf(manifests: readonly Descriptor[]): Manifest {
  const index = { schemaVersion: 2, mediaType: OCI_INDEX, manifests };
  const bytes = Buffer.from(JSON.stringify(index));
  return { digest: digestOf(bytes), mediaType: OCI_INDEX, bytes };
}
