// Reads what a release store holds after a run: the objects of the embedded bucket.
import { BUCKET } from "../cloud.ts";
import type { Cloud } from "../cloud.ts";

/** Returns the JSON documents of the release store. Names are relative to the environment. */
export function storedDocuments(cloud: Cloud, environment = "dev"): Record<string, unknown> {
  const objects = cloud.aws.s3.find(BUCKET)?.objects ?? {};
  const found = Object.entries(objects).filter(
    ([name]) => name.startsWith(`${environment}/`) && name.endsWith(".json"),
  );
  return Object.fromEntries(
    found.map(([name, { content }]) => [
      name.slice(environment.length + 1),
      JSON.parse(cloud.aws.s3.contents.get(content).toString()),
    ]),
  );
}

/** Returns the events of the history, oldest first. */
export const storedEvents = (cloud: Cloud, environment = "dev"): object[] =>
  Object.entries(storedDocuments(cloud, environment))
    .filter(([name]) => name.startsWith("history/"))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, entry]) => (entry as { event: object }).event);
