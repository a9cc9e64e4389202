import { expect, test } from "@jest/globals";
import { confirm } from "../../../../../actions/build-push-ecr/src/registry/confirm.ts";
import type {
  Manifest,
  ManifestCalls,
} from "../../../../../actions/build-push-ecr/src/registry/manifests.ts";
import type { Digest } from "../../../../../actions/lib/image-reference.ts";

const [OURS, OTHER]: Digest[] = ["sha256:ours", "sha256:other"];

/** Returns a registry client that finds these digests by reference. */
function clientWith(found: Record<string, Digest>): Pick<ManifestCalls, "manifest"> {
  const manifest = (_: string, reference: string): Promise<Manifest | undefined> => {
    const digest = found[reference];
    return Promise.resolve(digest && { digest, mediaType: "", bytes: Buffer.from("") });
  };
  return { manifest };
}

const check = (found: Record<string, Digest>, isEqual?: (other: Manifest) => Promise<boolean>) =>
  confirm(clientWith(found), "r/a", OURS!, ["v1"], isEqual);

test("every reference must name the digest", async () => {
  expect((await check({ [OURS!]: OURS!, v1: OURS! })).digest).toBe(OURS);
  await expect(check({ v1: OURS! })).rejects.toThrow("r/a has nothing under sha256:ours");
  await expect(check({ [OURS!]: OURS! })).rejects.toThrow("r/a has nothing under v1");
  await expect(check({ [OURS!]: OURS!, v1: OTHER! })).rejects.toThrow("sha256:other under v1");
});

test("a tag may name another image of the same content", async () => {
  const found = { [OURS!]: OURS!, v1: OTHER! };
  const seen: string[] = [];
  const isEqual = ({ digest }: Manifest) => Promise.resolve(seen.push(digest) > 0);
  expect((await check(found, isEqual)).digest).toBe(OURS);
  expect(seen).toStrictEqual([OTHER]);
  await expect(check(found, () => Promise.resolve(false))).rejects.toThrow("under v1");
});
