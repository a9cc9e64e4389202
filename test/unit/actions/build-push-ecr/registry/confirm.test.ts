import { expect, test } from "@jest/globals";
import type {
  Manifest,
  RegistryClient,
} from "../../../../../actions/build-push-ecr/src/registry/client.ts";
import { confirm } from "../../../../../actions/build-push-ecr/src/registry/confirm.ts";
import type { Digest } from "../../../../../actions/lib/image-reference.ts";

const [OURS, OTHER]: Digest[] = ["sha256:ours", "sha256:other"];

/** A registry with what each reference names. */
function clientWith(found: Record<string, Digest>): RegistryClient {
  const manifest = (_: string, reference: string): Promise<Manifest | undefined> => {
    const digest = found[reference];
    return Promise.resolve(digest && { digest, mediaType: "", bytes: Buffer.from("") });
  };
  return { manifest, json: () => Promise.reject(new Error()), tag: () => Promise.resolve() };
}

const check = (found: Record<string, Digest>, isEqual?: (other: Manifest) => Promise<boolean>) =>
  confirm(clientWith(found), "r/a", OURS!, ["v1"], isEqual);

test("every reference has to name the digest", async () => {
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
