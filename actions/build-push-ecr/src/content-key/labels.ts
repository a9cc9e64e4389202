import { readJsonObject } from "../../../lib/text/json.ts";
import type { ContentKey } from "./key.ts";

/** Labels of a built image that keep its key. */
const KEY = "eks-pipeline.content-key";
const PARTS = "eks-pipeline.content-key.parts";

/** Digits of a key in a tag of the commit. */
const SUFFIX = 12;

type Labels = Readonly<Record<string, string>>;

/** Returns the labels that an image gets. */
export const keyLabels = ({ hash, parts }: ContentKey): Record<string, string> => ({
  [KEY]: hash,
  [PARTS]: JSON.stringify(parts),
});

/** Returns whether an image claims to have this key. A label is no proof: everybody who may push can write it. */
export const statesKey = (labels: Labels, { hash }: ContentKey): boolean => labels[KEY] === hash;

/** Returns the tag under which an image of this content is found. */
export const contentTag = ({ hash }: ContentKey): string => `ctx-${hash.slice(0, 40)}`;

/** Returns the commit's tag for content that differs from the content under the plain tag. */
export const tagWithKey = (tag: string, { hash }: ContentKey): string =>
  `${tag}-${hash.slice(0, SUFFIX)}`;

/** Returns the tag that `tagWithKey` gives to an image with these labels; undefined if they have no key. */
export function keyTagOf(tag: string, labels: Labels): string | undefined {
  const hash = labels[KEY];
  return hash !== undefined && /^[0-9a-f]{64}$/.test(hash)
    ? `${tag}-${hash.slice(0, SUFFIX)}`
    : undefined;
}

/** Names that are shown although they may come from a label that somebody else wrote. */
const SHOWN = /^(?:build argument \w{1,100}|base image [\w.:/@-]{1,200})$/;

/**
 * Returns the parts in which an image differs from this key, sorted; undefined if its labels do not say it; empty if
 * only parts differ that the labels do not contain.
 */
export function differencesFrom(labels: Labels, { parts }: ContentKey): string[] | undefined {
  const other = readJsonObject(labels[PARTS] ?? "");
  if (other === undefined) return undefined;
  const names = new Set([...Object.keys(parts), ...Object.keys(other)]);
  return [...names]
    .filter(
      (name) => parts[name] !== other[name] && (Object.hasOwn(parts, name) || SHOWN.test(name)),
    )
    .sort();
}
