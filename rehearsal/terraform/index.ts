import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AwsProvider } from "./aws/provider.ts";
import { KubernetesProvider } from "./kubernetes/provider.ts";
import { Ledger } from "./ledger.ts";
import { loadSchemas } from "./schema.ts";
import type { Served } from "./server.ts";
import { serve } from "./server.ts";
import type { Fields } from "./values.ts";
import type { World } from "./world.ts";

export type { Cluster, ClusterRequest, Identity, Repository, World } from "./world.ts";

/** The providers of a rehearsal while they run. */
export interface Providers {
  /** What Terraform and OpenTofu need in their environment to find the providers. */
  environment(): { TF_REATTACH_PROVIDERS: string };
  /** Resources by type that exist in the providers' own world: counts and states by id, for reports. */
  resources(): { type: string; count: number; states: Record<string, Fields> }[];
  /** Calls so far by provider, method and type. */
  requests(): Record<string, Record<string, number>>;
  close(): void;
}

export interface ProvidersOptions {
  /** Where the world is kept between runs; without it everything is forgotten. */
  directory?: string;
  /** Where the schemas are; those of this repository by default. */
  schemas?: string;
  world: World;
  /** Called when an object was made, changed or removed; terraform hears of it when the promise is fulfilled. */
  afterApply?: (() => Promise<void>) | undefined;
}

const SCHEMAS = fileURLToPath(new URL("./schemas", import.meta.url));

/**
 * Serves hashicorp/aws and hashicorp/kubernetes to real terraform and tofu processes of this machine: their
 * schemas, plans and words, acting on `world`. Nothing is downloaded.
 */
export async function startProviders(options: ProvidersOptions): Promise<Providers> {
  const { directory, world, afterApply } = options;
  const schemas = options.schemas ?? SCHEMAS;
  const ledger = new Ledger(
    directory === undefined ? undefined : join(directory, "providers"),
    "aws",
  );
  const [aws, kubernetes] = [loadSchemas(schemas, "aws"), loadSchemas(schemas, "kubernetes")];
  const served = [
    {
      address: aws.provider,
      server: await serve(() => new AwsProvider(aws, world, ledger), afterApply),
    },
    {
      address: kubernetes.provider,
      server: await serve(() => new KubernetesProvider(kubernetes, world), afterApply),
    },
  ];
  return {
    environment: () => ({ TF_REATTACH_PROVIDERS: reattach(served) }),
    resources: () =>
      ledger.types().map((type) => {
        const states = Object.fromEntries(ledger.all(type));
        return { type, count: Object.keys(states).length, states };
      }),
    requests: () =>
      Object.fromEntries(
        served.map(({ address, server }) => [address, Object.fromEntries(server.calls)]),
      ),
    close: () => served.forEach(({ server }) => server.close()),
  };
}

/** OpenTofu reads hashicorp/aws as an address of its own registry, so each provider is announced twice. */
function reattach(served: { address: string; server: Served }[]): string {
  const entries = served.flatMap(({ address, server }) => {
    const entry = {
      Protocol: "grpc",
      ProtocolVersion: 6,
      Pid: process.pid,
      Test: true,
      Addr: { Network: "tcp", String: server.address },
    };
    return [
      [address, entry],
      [address.replace("registry.terraform.io", "registry.opentofu.org"), entry],
    ];
  });
  return JSON.stringify(Object.fromEntries(entries));
}
