import path from "node:path";
import { Buckets } from "../aws/s3/buckets.ts";
import type { Environment } from "./environments.ts";

/** Ids begin with their time, so sorting by id sorts by time. */
const RELEASE = /\/releases\/(\d{8}T\d{6}Z-[0-9a-f]{12})\.json$/;

/**
 * Finds the release that ran in an environment before the live release, as a person would pick it from the list of
 * releases.
 * @param directory of a kept world
 * @returns its id; undefined if there is none
 */
export function releaseBefore(
  directory: string,
  { name, bucket }: Pick<Environment, "name" | "bucket">,
): string | undefined {
  const buckets = new Buckets(path.join(directory, "s3"));
  const { objects = {} } = buckets.find(bucket) ?? {};
  const current = objects[`${name}/current.json`];
  if (current === undefined) return undefined;
  const text = buckets.contents.get(current.content).toString("utf8");
  const { release: live = "" } = JSON.parse(text) as { release?: string };
  return Object.keys(objects)
    .filter((key) => key.startsWith(`${name}/`))
    .flatMap((key) => RELEASE.exec(key)?.[1] ?? [])
    .filter((id) => id < live)
    .sort()
    .at(-1);
}
