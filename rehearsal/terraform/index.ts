import { fileURLToPath } from "node:url";
import { AwsProvider } from "./aws/provider.ts";
import type { Target } from "./aws/target.ts";
import { KubernetesProvider } from "./kubernetes/provider.ts";
import { Resources } from "./resources.ts";
import { loadSchemas } from "./schema.ts";
import type { Served } from "./server.ts";
import { serve } from "./server.ts";
import type { Fields } from "./values.ts";

/** The providers of a rehearsal while they run. */
export interface Providers {
  /** What Terraform and OpenTofu need in their environment to find the providers. */
  environment(): { TF_REATTACH_PROVIDERS: string };
  /** The resources of hashicorp/aws by type: how many there are, and their states by id. */
  resources(): { type: string; count: number; states: Readonly<Record<string, Fields>> }[];
  /** Calls so far by provider, method and type. */
  requests(): Record<string, Record<string, number>>;
  close(): void;
}

export interface ProvidersOptions extends Target {
  /** Where the resources are kept between runs; without it everything is forgotten with the process. */
  directory?: string;
  /** Where the schemas are; those of this repository by default. */
  schemas?: string;
  /** Bearer token for the Kubernetes API, in place of the `exec` command of the provider's configuration. */
  kubernetesToken: string;
  /** Called when an object was made, changed or removed; terraform hears of it when the promise is fulfilled. */
  afterApply?: (() => Promise<void>) | undefined;
}

const SCHEMAS = fileURLToPath(new URL("./schemas", import.meta.url));

/**
 * Serves hashicorp/aws and hashicorp/kubernetes to real terraform and tofu processes of this machine: their
 * schemas, plans and words. Nothing is downloaded.
 */
export async function startProviders(options: ProvidersOptions): Promise<Providers> {
  const { afterApply } = options;
  const schemas = options.schemas ?? SCHEMAS;
  const resources = new Resources(options.directory, "aws");
  const [aws, kubernetes] = [loadSchemas(schemas, "aws"), loadSchemas(schemas, "kubernetes")];
  const served = [
    {
      address: aws.provider,
      server: await serve(() => new AwsProvider(aws, options, resources), afterApply),
    },
    {
      address: kubernetes.provider,
      server: await serve(
        () => new KubernetesProvider(kubernetes, options.kubernetesToken),
        afterApply,
      ),
    },
  ];
  return {
    environment: () => ({ TF_REATTACH_PROVIDERS: reattach(served) }),
    resources: () =>
      resources.types().map((type) => {
        const states = resources.all(type);
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
