import path from "node:path";
import { StoredImages, startEcrProxy, type Registry } from "../../../rehearsal/registry/index.ts";
import { buildkit } from "../../engines/buildkit/engine.ts";
import type { Found } from "../../engines/engine.ts";
import { registry } from "../../engines/registry.ts";
import { startEngine } from "../../engines/start.ts";
import { buildImages as runBuild } from "../../support/build-images.ts";
import type { ImageBuild } from "../../support/build-images.ts";
import { startCloud } from "../../support/cloud.ts";
import type { Cloud } from "../../support/cloud.ts";
import type { BundleResult } from "../../support/run-bundle.ts";

/** GitHub and AWS of the rehearsal. ECR's registry is a docker-registry, and BuildKit is the builder. */
export interface Site {
  cloud: Cloud;
  /** The registry that ECR's API names: a proxy with passwords and rules in front of docker-registry. */
  front: Registry;
  /** docker-registry itself, without the proxy: 127.0.0.1:PORT. */
  registry: string;
  /** A registry of somebody else, which requires a login that nobody here has: 127.0.0.1:PORT. */
  closed: string;
  /** A registry of somebody else without a login. Its requests can be made to fail. */
  open: Registry;
  /** Variables for a job whose `docker` is the real one. */
  environment: Record<string, string>;
  close(): Promise<void>;
}

interface SiteBuild extends ImageBuild {
  images: readonly object[];
}

/** Runs the shipped build-push-ecr. */
export function buildImages(
  { cloud }: Site,
  { images, inputs, directory, ...step }: SiteBuild,
): Promise<BundleResult> {
  return runBuild(cloud, {
    ...step,
    inputs: { images: JSON.stringify(images), ...inputs },
    directory: path.join(directory, "runs"),
  });
}

/** Starts everything. If something fails to start, stops what was already started. */
export async function openSite(
  found: Record<"buildkit" | "registry", Found>,
  directory: string,
): Promise<Site> {
  const opened: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of opened.splice(0).reverse()) await end();
  };
  try {
    const storage = path.join(directory, "storage");
    const server = await startEngine(registry, { directory: storage }, found.registry);
    opened.push(() => server.stop());
    const doors: Registry[] = [];
    for (let count = 0; count < 3; count += 1) {
      const door = await startEcrProxy(new StoredImages(server.url, storage));
      opened.push(() => door.close());
      doors.push(door);
    }
    const [front, closed, open] = doors as [Registry, Registry, Registry];
    closed.protect({ authorize: () => false });
    const plainHttp = doors.map(({ host }) => host);
    const options = { registry: server.host, plainHttp };
    const builder = await startEngine(buildkit, options, found.buildkit);
    opened.push(() => builder.stop());
    const cloud = await startCloud(front);
    opened.push(() => cloud.close());
    const { environment } = builder;
    return {
      cloud,
      front,
      open,
      environment,
      close,
      registry: server.host,
      closed: closed.host,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
