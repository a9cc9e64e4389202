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

/** What Terraform and OpenTofu need in their environment to find the providers. */
type ProvidersEnvironment = {
  TF_REATTACH_PROVIDERS: string;
};

/** The providers of a rehearsal while they run. */
export interface Providers {
  /** For processes that act on the target of the options. */
  environment(): ProvidersEnvironment;
  /** For processes that act on another target, which is found when they configure their provider. */
  environmentFor(find: FindTarget): Promise<ProvidersEnvironment>;
  /** The resources of hashicorp/aws by type: how many there are, and their states by id. */
  resources(): { type: string; count: number; states: Readonly<Record<string, Fields>> }[];
  /** Changes the resources of a type of hashicorp/aws, as somebody does by hand. @returns how many there are */
  changeByHand(type: string, change: (state: Fields) => Fields): number;
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
  /** The providers that are not replayed, because real ones come from a mirror. */
  real?: readonly string[];
  /** Called when an object was made, changed or removed; terraform hears of it when the promise is fulfilled. */
  afterApply?: (() => Promise<void>) | undefined;
}

const SCHEMAS = path.join(
  import.meta.dirname,
  isBundled ? "../../rehearsal/terraform/schemas" : "schemas",
);

/**
 * Serves hashicorp/aws and hashicorp/kubernetes to real terraform and tofu processes of this machine: their
 * schemas, plans and words. Nothing is downloaded.
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

/** The types that the replayed providers have. */
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

/** The resources of hashicorp/aws, those of each account and region by themselves: names may repeat. */
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

/** OpenTofu reads hashicorp/aws as an address of its own registry, so each provider is announced twice. */
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
