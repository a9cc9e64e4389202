import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Buckets } from "../../../../rehearsal/aws/s3/buckets.ts";
import { releaseBefore } from "../../../../rehearsal/world/releases.ts";

const PLACE = { name: "dev", bucket: "fleet-state" };
const idAt = (hour: number) => `20261128T${hour}0000Z-0123456789ab`;
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "releases-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

function keep(live: string | undefined, keys: readonly string[]): void {
  const buckets = new Buckets(path.join(directory, "s3"));
  const bucket = buckets.create(PLACE.bucket, "111111111111", "eu-west-1");
  const put = (key: string, text: string) => {
    const bytes = Buffer.from(text);
    bucket.objects[key] = {
      etag: "",
      size: bytes.length,
      lastModified: 0,
      headers: {},
      content: buckets.contents.put(bytes),
    };
  };
  for (const key of keys) put(key, "{}");
  if (live !== undefined) put("dev/current.json", JSON.stringify({ release: live }));
  buckets.save();
}

const RELEASES = [10, 11, 12, 13].map((hour) => `dev/releases/${idAt(hour)}.json`);

test.each<[string, string | undefined, string | undefined]>([
  ["the newest release before the live one counts", idAt(13), idAt(12)],
  ["after a rollback, releases after the live one do not count", idAt(11), idAt(10)],
  ["no release is before the first one", idAt(10), undefined],
  ["no release counts if nothing is live", undefined, undefined],
])("%s", (_, live, expected) => {
  keep(live, [...RELEASES, `staging/releases/${idAt(12)}.json`, "dev/lease.json"]);
  expect(releaseBefore(directory, PLACE)).toBe(expected);
});

test("a world without the bucket has no release", () => {
  expect(releaseBefore(directory, PLACE)).toBeUndefined();
});
