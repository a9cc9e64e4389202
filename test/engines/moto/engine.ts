import { readFileSync } from "node:fs";
import path from "node:path";
import type { Engine, Found, Started } from "../engine.ts";
import { launch, type Launched } from "../launch.ts";
import { pythonTool, readRequirements } from "../recipes/python.ts";
import { startInRunDirectory } from "../run-directory.ts";
import { startFront } from "./front.ts";
import type { World } from "./eks/world.ts";

export interface MotoOptions {
  /** Account of callers that have assumed no role. Default: the rehearsal's account. */
  account?: string;
  /** The API server that EKS names for every cluster. */
  cluster?: { endpoint: string; certificateAuthority: string };
  /** Where ECR tells clients to push to: http://127.0.0.1:PORT. */
  registryEndpoint?: string;
}

export interface Moto {
  /** Value for AWS_ENDPOINT_URL. Serves all services, including EKS. */
  url: string;
  /** Forgets all resources. */
  reset(): Promise<void>;
}

const ACCOUNT = "111122223333";

const tool = pythonTool({
  name: "moto",
  purpose:
    "an independent AWS: S3, STS, ECR, Secrets Manager, IAM, EC2, KMS, with an EKS API in front",
  version: "5.2.3",
  requirements: () => readRequirements(import.meta.dirname),
  program: "python",
  spaceMiB: 700,
});

/**
 * https://docs.getmoto.org. moto's own EKS loses values that Terraform reads back. So clusters, node groups,
 * add-ons, access entries and pod identity are served here, and a second plan is empty.
 */
export const moto: Engine<Moto, MotoOptions> = {
  ...tool,
  start: (found, options) =>
    startInRunDirectory("moto", (run) => startServers(found, options, run)),
};

async function startServers(
  found: Found,
  options: MotoOptions,
  run: string,
): Promise<Started<Moto>> {
  const account = options.account ?? ACCOUNT;
  const logFile = path.join(run, "moto.log");
  const address = (): string | undefined =>
    /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(readFileSync(logFile, "utf8"))?.[1];
  const server = await launchMoto(found, account, run, logFile, () => address() !== undefined);
  const url = address() ?? "";
  const world: World = {
    account,
    region: "eu-west-1",
    endpoint: options.cluster?.endpoint ?? "https://127.0.0.1:1",
    certificateAuthority: options.cluster?.certificateAuthority ?? "no cluster behind this\n",
    clusters: new Map(),
  };
  const { registryEndpoint } = options;
  const front = await startFront({
    moto: url,
    world,
    ...(registryEndpoint === undefined ? {} : { registryEndpoint }),
  });
  return {
    url: front.url,
    async reset() {
      world.clusters.clear();
      await fetch(`${url}/moto-api/reset`, { method: "POST" });
    },
    async stop() {
      await front.close();
      await server.stop();
    },
  };
}

function launchMoto(
  found: Found,
  account: string,
  run: string,
  logFile: string,
  ready: () => boolean,
): Promise<Launched> {
  return launch({
    name: "moto",
    program: found.files.python ?? "python3",
    argv: ["-m", "moto.server", "-H", "127.0.0.1", "-p", "0"],
    cwd: run,
    logFile,
    env: {
      MOTO_ACCOUNT_ID: account,
      // Roles attach managed policies such as AmazonEKSClusterPolicy.
      MOTO_IAM_LOAD_MANAGED_POLICIES: "true",
      PYTHONUNBUFFERED: "1",
    },
    ready,
    readyWithinMs: 60_000,
    graceMs: 1000,
  });
}
