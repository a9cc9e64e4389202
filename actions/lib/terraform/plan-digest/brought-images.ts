import { isObject, own } from "../values.ts";
import type { Change, Plan, ResourceChange } from "../plan-json.ts";
import { KNOWN_AFTER_APPLY, attributesOf } from "./attributes.ts";
import { canonicalText } from "./canonical.ts";
import { VALUE } from "./manifest.ts";
import type { Manifest, ManifestEntry } from "./manifest.ts";

/** The images that a deployment contains: by name, with their digests. */
export type BroughtImages = Readonly<Record<string, { repository: string; digest: string }>>;

/** Two manifests without the differences that only the images cause. */
export interface Comparable {
  expected: Manifest;
  actual: Manifest;
  /** The addresses whose images the plan sets. */
  addresses: string[];
}

/** Returns a key of the entry's object: two entries of one address differ only in their deposed object. */
const objectOf = ({ address, deposed }: Pick<ManifestEntry, "address" | "deposed">): string =>
  canonicalText([address, deposed ?? null]);

/**
 * Removes from two manifests what follows from the images alone. A pull request is planned with the images that are
 * live, because the images of its own commit are only built after the merge, so the plan of the deployment always
 * differs in the images. Removed are: the variable `images` and other variables of their digests; each attribute whose
 * text changes only to a digest of the given images; and, if the expected plan does not change an object, an update of
 * it that has no other cause. A Job cannot be updated, so it may be replaced.
 * @param plan the plan of `actual`
 */
export function withoutImages(
  plan: Plan,
  images: BroughtImages,
  expected: Manifest,
  actual: Manifest,
): Comparable {
  const places = imagePlaces(plan, images);
  const known = new Set(expected.entries.map(objectOf));
  const strip = (entry: ManifestEntry): ManifestEntry => {
    const paths = places.get(objectOf(entry))?.paths;
    if (paths === undefined) return entry;
    const attributes = Object.entries(entry.attributes).filter(([path]) => !paths.has(path));
    return { ...entry, attributes: Object.fromEntries(attributes) };
  };
  const isRest = (entry: ManifestEntry): boolean =>
    known.has(objectOf(entry)) || !followsFromImages(entry, places);
  const ofImages = new Set(["var.images", ...imageVariables(plan, images)]);
  const isOther = ({ address }: ManifestEntry): boolean => !ofImages.has(address);
  return {
    expected: { ...expected, entries: expected.entries.filter(isOther).map(strip) },
    actual: { ...actual, entries: actual.entries.filter(isOther).map(strip).filter(isRest) },
    addresses: actual.entries
      .filter(({ address }) => !address.startsWith("output."))
      .filter((entry) => places.has(objectOf(entry)))
      .map(({ address }) => address),
  };
}

/**
 * Returns addresses of the variables that contain images under another name: each digest in such a variable belongs to
 * one of these images.
 */
function imageVariables({ variables = {} }: Plan, images: BroughtImages): string[] {
  const brought = new Set(Object.values(images).map(({ digest }) => digest));
  return Object.entries(variables).flatMap(([name, { value }]) => {
    const digests: readonly string[] = canonicalText(value ?? null).match(DIGESTS) ?? [];
    const isOfImages = digests.length > 0 && digests.every((digest) => brought.has(digest));
    return isOfImages ? [`var.${name}`] : [];
  });
}

/**
 * Returns whether an entry follows from the images alone.
 * @param entry without the attributes of images
 */
function followsFromImages(entry: ManifestEntry, places: ReadonlyMap<string, Place>): boolean {
  if (places.size === 0) return false;
  if (Object.values(entry.attributes).some((value) => value !== KNOWN_AFTER_APPLY)) return false;
  if (entry.previousAddress !== undefined || entry.deposed !== undefined) return false;
  // A read changes nothing, and an output only repeats what other objects change.
  if (entry.action === "read" || isOutput(entry)) return true;
  const place = places.get(objectOf(entry));
  if (place === undefined) return false;
  return entry.action === "update" || (isReplacement(entry.action) && place.isJob);
}

const isReplacement = (action: string): boolean =>
  ["delete,create", "create,delete"].includes(action);

const isOutput = ({ address, action }: ManifestEntry): boolean =>
  address.startsWith("output.") && action === "update";

/** The attributes of one object that images set. */
interface Place {
  paths: ReadonlySet<string>;
  isJob: boolean;
}

function imagePlaces(
  { resource_changes: resources = [], output_changes: outputs = {} }: Plan,
  images: BroughtImages,
): Map<string, Place> {
  const places = new Map<string, Place>();
  const add = (object: string, change: Change, root: string, isJob: boolean) => {
    const paths = imagePaths(change, root, images);
    if (paths.size === 0) return;
    if (isJob && isHashedName(change)) paths.add(JOB_NAME);
    if (isJob && isReplacement(change.actions.join()))
      for (const path of emptiedPaths(change)) paths.add(path);
    places.set(object, { paths, isJob });
  };
  for (const resource of resources)
    add(objectOf(resource), resource.change, "", isKubernetesJob(resource));
  for (const [name, change] of Object.entries(outputs))
    add(objectOf({ address: `output.${name}` }), change, VALUE, false);
  return places;
}

/**
 * Returns whether an object is a Kubernetes Job: the template of a Job cannot be changed.
 * https://kubernetes.io/docs/concepts/workloads/controllers/job/
 */
function isKubernetesJob({ type, change: { after } }: ResourceChange): boolean {
  if (!/^kube(?:rnetes|ctl)_manifest$/.test(type)) return /^kubernetes_job(?:_v1)?$/.test(type);
  // A kubectl_manifest is a text; its provider names the kind in a separate attribute.
  const manifest = isObject(after) ? (own(after, "manifest") ?? after) : undefined;
  return isObject(manifest) && own(manifest, "kind") === "Job";
}

const EMPTY = new Set(['""', "0", "false", "[]", "{}"]);

/** Returns paths of values that the provider read as empty. In a plan that creates the object again, they are null. */
function emptiedPaths({ before, after, after_unknown: unknown }: Change): string[] {
  const next = attributesOf({ value: after, unknown });
  return [...attributesOf({ value: before })]
    .filter(([path, text]) => EMPTY.has(text) && !next.has(path))
    .map(([path]) => path);
}

const JOB_NAME = "metadata[0].name";

/**
 * Returns whether the name of a Job differs only in the hash at its end. This is a hash of the template, so another
 * image makes another Job. Other differences in the template are compared through their own attributes.
 */
function isHashedName({ before, after }: Change): boolean {
  const [old, next] = [before, after].map((value) =>
    attributesOf({ value })
      .get(JOB_NAME)
      ?.replace(/-[0-9a-f]{8}"$/, '-"'),
  );
  return next?.endsWith('-"') === true && (old ?? next) === next;
}

function imagePaths(change: Change, root: string, images: BroughtImages): Set<string> {
  const { before_sensitive, after_sensitive, after_unknown: unknown } = change;
  const old = attributesOf({ value: change.before, sensitive: before_sensitive, unknown }, root);
  const next = attributesOf({ value: change.after, sensitive: after_sensitive, unknown }, root);
  const found = new Set<string>();
  for (const [path, after] of next) if (isImage(old.get(path), after, images)) found.add(path);
  return found;
}

const DIGESTS = /sha256:[0-9a-f]{64}/g;

/**
 * Returns whether an attribute's text changes only because of the images.
 * @param before undefined = there was none: then the text must be one of the images, and nothing else
 */
function isImage(before: string | undefined, after: string, images: BroughtImages): boolean {
  if (before === after) return false;
  const given = Object.values(images);
  const digests: readonly string[] = after.match(DIGESTS) ?? [];
  if (!digests.some((digest) => given.some((image) => image.digest === digest))) return false;
  if (before === undefined) return given.some((image) => isReferenceTo(image, after));
  const kept = new Set<string>(before.match(DIGESTS) ?? []);
  const isKnown = (digest: string): boolean =>
    kept.has(digest) || given.some((image) => image.digest === digest);
  const withoutDigests = (text: string): string => text.replaceAll(DIGESTS, "sha256:");
  return digests.every(isKnown) && withoutDigests(before) === withoutDigests(after);
}

/** Returns whether a text is the canonical text of `[registry/]repository@digest`. */
function isReferenceTo(
  { repository, digest }: { repository: string; digest: string },
  text: string,
): boolean {
  const reference = `${repository}@${digest}"`;
  return text.endsWith(reference) && /^"(?:[^"/\s]+\/)?$/.test(text.slice(0, -reference.length));
}
