import path from "node:path";
import { isBundled } from "../base/bundled.ts";
import { AwsProvider } from "./aws/provider.ts";
import type { FindTarget, Target } from "./aws/target.ts";
import { KubernetesProvider } from "./kubernetes/provider.ts";
import { Resources } from "./resources.ts";
import { loadSchemas } from "./schema.ts";
import type { Served } from "./server.ts";
import { serve } from "./server.ts";
import type { Fields } from "./values.ts";

export type { Target } from "./aws/target.ts";

/** The environment variables with which Terraform and OpenTofu find the providers. */
type ProvidersEnvironment = {
  TF_REATTACH_PROVIDERS: string;
};

/** The running providers of a rehearsal. */
export interface Providers {
  /** Returns the environment for processes that act on the target in the options. */
  environment(): ProvidersEnvironment;
  /**
   * Returns the environment for processes that act on another target. It is looked up when they configure their
   * provider.
   */
  environmentFor(find: FindTarget): Promise<ProvidersEnvironment>;
  /** Returns the resources of hashicorp/aws by type: their number, and their states by id. */
  resources(): { type: string; count: number; states: Readonly<Record<string, Fields>> }[];
  /** Changes the hashicorp/aws resources of a type, as a manual change does. @returns the number of resources */
  changeByHand(type: string, change: (state: Fields) => Fields): number;
  /** Returns the number of calls so far, by provider, method and type. */
  requests(): Record<string, Record<string, number>>;
  close(): void;
}

export interface ProvidersOptions extends Target {
  /** Where the resources are kept between runs. Without it, they are lost when the process ends. */
  directory?: string;
  /** Folder of the schemas. Default: this repository's. */
  schemas?: string;
  /** Bearer token for the Kubernetes API, instead of the `exec` command in the provider's configuration. */
  kubernetesToken: string;
  /** The providers that are not replayed, because the real ones come from a mirror. */
  real?: readonly string[];
  /**
   * Called after an object was created, changed or removed. terraform gets the answer when the promise is fulfilled.
   */
  afterApply?: (() => Promise<void>) | undefined;
}

const SCHEMAS = path.join(
  import.meta.dirname,
  isBundled ? "../../rehearsal/terraform/schemas" : "schemas",
);

/**
 * Serves hashicorp/aws and hashicorp/kubernetes, with their schemas, plans and messages, to real terraform and tofu
 * processes on this machine. Nothing is downloaded.
 */
export async function startProviders(options: ProvidersOptions): Promise<Providers> {
  const { afterApply, kubernetesToken } = options;
  const schemas = options.schemas ?? SCHEMAS;
  const [aws, kubernetes] = [loadSchemas(schemas, "aws"), loadSchemas(schemas, "kubernetes")];
  const kept = new KeptResources(options.directory);
  const all: ServedProvider[] = [];
  const environmentFor = async (find: FindTarget): Promise<ProvidersEnvironment> => {
    const served = [
      {
        address: aws.provider,
        server: await serve(
          () => new AwsProvider(aws, find, (account) => kept.of(account)),
          afterApply,
        ),
      },
      {
        address: kubernetes.provider,
        server: await serve(() => new KubernetesProvider(kubernetes, kubernetesToken), afterApply),
      },
    ];
    all.push(...served);
    const { real = [] } = options;
    const replayed = served.filter(
      ({ address }) => !real.some((one) => address.endsWith(`/${one}`)),
    );
    return { TF_REATTACH_PROVIDERS: reattach(replayed) };
  };
  const own = await environmentFor(() => options);
  return {
    environment: () => own,
    environmentFor,
    resources: () => kept.list(),
    changeByHand: (type, change) => kept.change(type, change),
    requests: () => countCalls(all),
    close: () => all.forEach(({ server }) => server.close()),
  };
}

/** Returns the types that the replayed providers support. */
export function replayedTypes(): { resources: ReadonlySet<string>; data: ReadonlySet<string> } {
  const all = ["aws", "kubernetes"].map((name) => loadSchemas(SCHEMAS, name).schemas);
  return {
    resources: new Set(all.flatMap((one) => Object.keys(one.resource_schemas ?? {}))),
    data: new Set(all.flatMap((one) => Object.keys(one.data_source_schemas ?? {}))),
  };
}

interface ServedProvider {
  /** Address of the provider, such as registry.terraform.io/hashicorp/aws. */
  address: string;
  server: Served;
}

/** The resources of hashicorp/aws. Each account and region has its own, because names may repeat. */
class KeptResources {
  readonly #directory: string | undefined;
  readonly #opened = new Map<string, Resources>();

  constructor(directory: string | undefined) {
    this.#directory = directory;
    for (const name of Resources.names(directory)) this.#open(name);
  }

  of({ accountId, region }: Target["aws"]): Resources {
    return this.#open(`aws-${accountId}-${region}`);
  }

  list(): ReturnType<Providers["resources"]> {
    return [...this.#opened.values()].flatMap((resources) =>
      resources.types().map((type) => {
        const states = resources.all(type);
        return { type, count: Object.keys(states).length, states };
      }),
    );
  }

  change(type: string, change: (state: Fields) => Fields): number {
    let count = 0;
    for (const resources of this.#opened.values())
      for (const [id, state] of Object.entries(resources.all(type))) {
        resources.put(type, id, change(state));
        count += 1;
      }
    return count;
  }

  #open(name: string): Resources {
    const resources = this.#opened.get(name) ?? new Resources(this.#directory, name);
    this.#opened.set(name, resources);
    return resources;
  }
}

function countCalls(served: readonly ServedProvider[]): ReturnType<Providers["requests"]> {
  const counts: ReturnType<Providers["requests"]> = {};
  for (const { address, server } of served) {
    const ofProvider = (counts[address] ??= {});
    for (const [call, count] of server.calls) ofProvider[call] = (ofProvider[call] ?? 0) + count;
  }
  return counts;
}

/**
 * Makes the reattach configuration. OpenTofu resolves hashicorp/aws to an address in its own registry, so each provider
 * is listed twice.
 */
function reattach(served: readonly ServedProvider[]): string {
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
