import type { Digest } from "../../../lib/image-reference.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { RegistryClient } from "./client.ts";
import type { Manifest } from "./manifests.ts";

/**
 * Reads back what was pushed: under its digest and under every tag the registry must hold the very bytes that the
 * digest names. An exit code of 0 is not enough to deploy an image.
 * @throws ActionError `digest-mismatch`, `registry-unavailable`
 */
export async function confirm(
  client: RegistryClient,
  repository: string,
  digest: Digest,
  tags: readonly string[],
): Promise<Manifest> {
  const [pushed] = await Promise.all([
    readBack(client, repository, digest, digest),
    ...tags.map((tag) => readBack(client, repository, digest, tag)),
  ]);
  return pushed;
}

async function readBack(
  client: RegistryClient,
  repository: string,
  digest: Digest,
  reference: string,
): Promise<Manifest> {
  const manifest = await client.manifest(repository, reference);
  if (manifest?.digest !== digest) throw mismatch(repository, digest, reference, manifest?.digest);
  return manifest;
}

const mismatch = (
  repository: string,
  digest: Digest,
  reference: string,
  actual: string | undefined,
) =>
  new ActionError({
    reason: "digest-mismatch",
    message: `${repository} should have ${digest} under ${reference}, but it has ${actual ?? "nothing"} there`,
    fix: "another job may have moved the tag meanwhile: run this job again, alone; use tags of the commit (type=sha) and an immutable repository",
  });
