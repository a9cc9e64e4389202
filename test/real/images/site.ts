import path from "node:path";
import { StoredImages, startEcrFront, type Registry } from "../../../rehearsal/registry/index.ts";
import { buildkit } from "../../engines/buildkit/engine.ts";
import type { Found } from "../../engines/engine.ts";
import { registry } from "../../engines/registry.ts";
import { startEngine } from "../../engines/start.ts";
import { DEPLOY_ROLE, REGION, startCloud } from "../../support/cloud.ts";
import type { Cloud } from "../../support/cloud.ts";
import { runBundle } from "../../support/run-bundle.ts";
import type { BundleResult } from "../../support/run-bundle.ts";

/** GitHub and AWS of the rehearsal, with a docker-registry as ECR's registry and BuildKit as the builder. */
export interface Site {
  cloud: Cloud;
  /** What ECR's API calls its registry: passwords and rules, then docker-registry. */
  front: Registry;
  /** docker-registry itself, without a door: 127.0.0.1:PORT. */
  registry: string;
  /** A registry of somebody else that wants a login nobody here has: 127.0.0.1:PORT. */
  closed: string;
  /** A registry of somebody else without a door, which can be made to fail. */
  open: Registry;
  /** Variables for a job whose `docker` is the real one. */
  environment: Record<string, string>;
  close(): Promise<void>;
}

/** A deploy job that builds images; the variables of `env` decide which docker it runs. */
export interface ImageBuild {
  images: readonly object[];
  inputs?: Readonly<Record<string, string>>;
  env: Readonly<Record<string, string>>;
  sha?: string;
  workspace: string;
  directory: string;
  /** Called for each line that the action prints. */
  onLine?: (line: string) => unknown;
}

export const COMMIT = "d".repeat(40);

/** Runs the shipped build-push-ecr. */
export async function buildImages(
  { cloud }: Site,
  { images, inputs, env, sha = COMMIT, workspace, directory, onLine }: ImageBuild,
): Promise<BundleResult> {
  const job = await cloud.job({
    ref: "refs/heads/main",
    sha,
    eventName: "push",
    environment: "dev",
  });
  return runBundle("build-push-ecr", {
    inputs: {
      images: JSON.stringify(images),
      "role-arn": DEPLOY_ROLE,
      "aws-region": REGION,
      ...inputs,
    },
    env: { ...job.env, ...env },
    workspace,
    directory: path.join(directory, "runs"),
    ...(onLine && { onLine }),
  });
}

/** Starts everything; what was started before something fails is stopped again. */
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
      const door = await startEcrFront(new StoredImages(server.url, storage));
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
      ...{ cloud, front, open, environment, close },
      registry: server.host,
      closed: closed.host,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
