import type { ImageStore } from "./image-store.ts";

/** An image's configuration. https://github.com/opencontainers/image-spec/blob/main/config.md */
export interface ImageConfiguration {
  /** `USER`; empty if there is none. */
  user: string;
  /** Ports of `EXPOSE`. */
  ports: number[];
  /** The base image; empty if the manifest does not state it. */
  base: string;
  entrypoint: string[];
  /** `CMD`: arguments of the entry point, or the command if there is no entry point. */
  command: string[];
  /** Names of the variables of `ENV`. */
  variables: string[];
  /** `WORKDIR` */
  folder: string;
}

interface ManifestJson {
  config?: { digest: string };
  manifests?: { digest: string; platform?: { os?: string; architecture?: string } }[];
  annotations?: Record<string, string>;
}

interface ConfigJson {
  architecture?: string;
  config?: {
    User?: string;
    ExposedPorts?: Record<string, object> | null;
    Entrypoint?: string[] | null;
    Cmd?: string[] | null;
    Env?: string[] | null;
    WorkingDir?: string;
  };
}

const BASE_NAME = "org.opencontainers.image.base.name";

/**
 * Reads the configuration of the image for an architecture, selected as a container runtime does.
 * @param reference a tag or a digest
 * @returns undefined if the repository has no such image; `wrong-platform` if it has the image for other architectures
 *   only
 */
export async function readConfiguration(
  images: ImageStore,
  repository: string,
  reference: string,
  architecture: string,
): Promise<ImageConfiguration | "wrong-platform" | undefined> {
  const entry = images.find(repository, reference);
  if (entry === undefined) return undefined;
  const read = async <T>(digest: string): Promise<T> =>
    JSON.parse((await images.read(digest)).toString("utf8")) as T;
  const { manifests, config, annotations } = await read<ManifestJson>(entry.digest);
  if (manifests !== undefined) {
    const child = manifests.find(({ platform }) => platform?.architecture === architecture);
    return child === undefined
      ? "wrong-platform"
      : await readConfiguration(images, repository, child.digest, architecture);
  }
  if (config === undefined) return undefined;
  const image = await read<ConfigJson>(config.digest);
  if ((image.architecture ?? architecture) !== architecture) return "wrong-platform";
  const { User: user = "", ExposedPorts: exposed, ...more } = image.config ?? {};
  return {
    user,
    entrypoint: more.Entrypoint ?? [],
    command: more.Cmd ?? [],
    variables: (more.Env ?? []).map((pair) => pair.split("=")[0] ?? ""),
    folder: more.WorkingDir || "/",
    ports: Object.keys(exposed ?? {}).map((port) => Number.parseInt(port, 10)),
    base: annotations?.[BASE_NAME] ?? "",
  };
}
