import type { RegistryClient } from "./client.ts";
import type { Manifest } from "./manifests.ts";

/** What a registry knows about an image in addition to its digest. */
export interface Facts {
  /** os/architecture[/variant] of each image. */
  platforms: string[];
  /** Bytes of config and layers, of all platforms together. */
  size: number;
  /** Labels of its config; of the first platform if there are several. */
  labels: Readonly<Record<string, string>>;
}

interface Descriptor {
  digest: string;
  size?: number;
  platform?: { os?: string; architecture?: string; variant?: string };
}
interface ManifestJson {
  config?: Descriptor;
  layers?: Descriptor[];
  manifests?: Descriptor[];
}
interface ConfigJson {
  os?: string;
  architecture?: string;
  variant?: string;
  config?: { Labels?: Record<string, string> | null };
}

/** Label with the commit that an image was built from. */
export const REVISION = "org.opencontainers.image.revision";

/**
 * Reads an image's platforms, size and labels. For an index, every image is read. Attestations have the platform
 * unknown/unknown, and are not images.
 */
export async function factsOf(
  client: RegistryClient,
  repository: string,
  manifest: Manifest,
): Promise<Facts> {
  const parsed = JSON.parse(manifest.bytes.toString()) as ManifestJson;
  if (parsed.manifests === undefined) return imageFacts(client, repository, parsed);
  const all: Facts[] = [];
  for (const { digest, platform } of parsed.manifests) {
    if (platform?.os === "unknown") continue;
    const child = await client.manifest(repository, digest);
    if (child !== undefined) all.push(await factsOf(client, repository, child));
  }
  return {
    platforms: all.flatMap(({ platforms }) => platforms),
    size: all.reduce((sum, { size }) => sum + size, 0),
    labels: all[0]?.labels ?? {},
  };
}

async function imageFacts(
  client: RegistryClient,
  repository: string,
  { config, layers = [] }: ManifestJson,
): Promise<Facts> {
  const parts = config === undefined ? layers : [config, ...layers];
  const size = parts.reduce((sum, part) => sum + (part.size ?? 0), 0);
  if (config === undefined) return { platforms: [], size, labels: {} };
  const image = (await client.json(repository, config.digest)) as ConfigJson;
  const platform = [image.os, image.architecture, image.variant].filter(
    (part) => part !== undefined && part !== "",
  );
  return { platforms: [platform.join("/")], size, labels: image.config?.Labels ?? {} };
}
