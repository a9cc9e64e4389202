import type { Digest } from "../../../lib/image-reference.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { RegistryClient } from "./client.ts";
import type { Manifest } from "./manifests.ts";

/**
 * Reads back what was pushed: under its digest and under every tag, the registry must hold exactly the bytes that the
 * digest names. Exit code 0 of a push is not enough to deploy an image.
 * @param isEqual returns whether another image under a tag has the same content: a run at the same time may have pushed
 *   it
 * @throws ActionError `digest-mismatch`, `registry-unavailable`
 */
export async function confirm(
  client: Pick<RegistryClient, "manifest">,
  repository: string,
  digest: Digest,
  tags: readonly string[],
  isEqual: (other: Manifest) => Promise<boolean> = () => Promise.resolve(false),
): Promise<Manifest> {
  const readDigest = async (): Promise<Manifest> => {
    const pushed = await client.manifest(repository, digest);
    if (pushed?.digest !== digest) throw mismatch(repository, digest, digest, pushed?.digest);
    return pushed;
  };
  const readTag = async (tag: string): Promise<void> => {
    const tagged = await client.manifest(repository, tag);
    if (tagged?.digest === digest) return;
    if (tagged === undefined || !(await isEqual(tagged)))
      throw mismatch(repository, digest, tag, tagged?.digest);
  };
  const [pushed] = await Promise.all([readDigest(), ...tags.map(readTag)]);
  return pushed;
}

const mismatch = (
  repository: string,
  digest: Digest,
  reference: string,
  actual: string | undefined,
) =>
  new ActionError({
    reason: "digest-mismatch",
    message: `${repository} has ${actual ?? "nothing"} under ${reference}, not ${digest}`,
    fix: "another job may have moved the tag in the meantime: run this job again while no other job pushes; to prevent it, use tags of the commit (type=sha) and an immutable repository",
  });
