import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Aws } from "../aws/index.ts";
import type { LoggedRequest } from "../base/http.ts";
import { openAll } from "../base/opened.ts";
import type { GitHub } from "../github/index.ts";
import type { RealKubernetes } from "../real/kubernetes.ts";
import type { Credentials, JobIdentity } from "../runner/request.ts";
import { isFields, type Fields } from "../terraform/values.ts";
import type { Setup } from "./account.ts";
import type { Failure } from "./failure.ts";
import { CONSUMER } from "./repositories.ts";
import { startServers, type Servers, type Surroundings } from "./servers.ts";

/** Everything outside of the runner: GitHub, AWS, registries, clusters, and the providers that terraform uses. */
export interface World {
  github: GitHub;
  aws: Aws;
  /** Returns the variables that make terraform and SDKs use these services. */
  environment(): Record<string, string>;
  /** Returns what a job gets: its tokens, and providers that act with the roles that it assumes. */
  credentials(job: JobIdentity): Promise<Credentials>;
  /** Secrets of the repository that only this world can provide: KUBECONFIG, if a control plane has no EKS cluster. */
  secrets: Readonly<Record<string, string>>;
  /** Creates what the administrator creates: roles, environments with their protection, and secrets of AWS. */
  setUp(setup: Setup): Promise<void>;
  /** Scales a Deployment manually. @returns whether there is a Deployment of this name */
  scale(change: NonNullable<Failure["scaledByHand"]>): boolean;
  /** Returns the names of the Deployments, StatefulSets, DaemonSets and Jobs of all clusters. */
  workloads(): string[];
  /** Manually opens a port of the VPC's default security group to everybody. @returns the number of groups */
  openPort(port: number): number;
  /** Returns the requests that the services received, by service. */
  requests(): Record<"aws" | "github" | "kubernetes" | "registry", readonly LoggedRequest[]>;
  close(): Promise<void>;
}

const WORKLOADS = ["deployments", "statefulsets", "daemonsets", "jobs"];

/**
 * Starts the world, on loopback. What an earlier run left in `directory` is available again. If a part cannot be
 * started, all parts are closed.
 * @param directory the world's folder
 * @throws UsageError for an engine that is not on this machine, or does not start
 */
export function startWorld(
  directory: string,
  { home }: Pick<Setup, "home">,
  surroundings: Surroundings,
): Promise<World> {
  mkdirSync(directory, { recursive: true });
  return openAll(async (opened) => {
    const servers = await startServers(directory, home, surroundings, opened);
    const { realKubernetes } = surroundings;
    const { clusters } = servers;
    const alone =
      realKubernetes?.kubeconfig === true ? await clusters.openAlone(home.accountId) : undefined;
    for (const note of alone?.notes ?? []) console.log(`note: ${note}`);
    return worldOf(servers, { directory, home, alone }, () => opened.close());
  });
}

/** What is known about a world, in addition to its servers. */
interface Circumstances {
  directory: string;
  home: Setup["home"];
  /** A control plane without an EKS cluster. */
  alone: RealKubernetes | undefined;
}

function worldOf(
  { github, aws, clusters, providers, target }: Servers,
  { directory, home, alone }: Circumstances,
  close: () => Promise<void>,
): World {
  return {
    github,
    aws,
    environment: () => ({
      ...aws.environment(),
      ...providers.environment(),
      ...(alone === undefined ? {} : toolsOf(alone.bin, directory)),
    }),
    secrets: alone === undefined ? {} : { KUBECONFIG: alone.kubeconfig },
    credentials: async (job) => {
      const environment = await providers.environmentFor((region = home.region) => {
        const caller = aws.keys.terraformCaller(String(job.checkRunId));
        return target({ accountId: caller?.accountId ?? home.accountId, region }, caller);
      });
      return { ...(await credentialsOf(github, job)), environment };
    },
    setUp: async ({ roles, environments, home: first, scopes, awsSecrets }) => {
      for (const role of roles) aws.roles.put(role);
      for (const environment of environments)
        github.state.putEnvironment({ repository: CONSUMER, ...environment });
      for (const [name, value] of Object.entries(awsSecrets))
        for (const scope of [first, ...scopes])
          (await aws.places.open(scope)).secrets.put(name, value);
    },
    scale: ({ deployment, replicas }) =>
      clusters.all().filter((api) => api.scale(deployment, replicas)).length > 0,
    workloads: () =>
      clusters
        .all()
        .flatMap((api) => WORKLOADS.flatMap((plural) => api.objects(plural)))
        .map(({ metadata }) => metadata.name),
    openPort: (port) =>
      providers.changeByHand("aws_default_security_group", (group) => openPortOf(group, port)),
    requests: () => ({
      aws: aws.requests,
      github: github.requests,
      kubernetes: clusters.all().flatMap((api) => api.requests),
      registry: aws.places.all().flatMap((place) => place.registry.requests),
    }),
    close,
  };
}

/**
 * Returns the variables for the control plane's kubectl and helm. The user's own settings, plugins and credentials must
 * not affect a rehearsal.
 */
const toolsOf = (bin: string, directory: string): Record<string, string> => ({
  PATH: [bin, process.env["PATH"] ?? ""].join(path.delimiter),
  ...Object.fromEntries(
    ["CACHE", "CONFIG", "DATA"].map((name) => [
      `HELM_${name}_HOME`,
      path.join(directory, "helm", name.toLowerCase()),
    ]),
  ),
});

/** Returns the group with the rule as the provider reads it back. A rule for the same port is not added twice. */
function openPortOf(group: Fields, port: number): Fields {
  const rule = {
    from_port: port,
    to_port: port,
    protocol: "tcp",
    cidr_blocks: ["0.0.0.0/0"],
    ipv6_cidr_blocks: [],
    prefix_list_ids: [],
    security_groups: [],
    self: false,
  };
  const rules = Array.isArray(group["ingress"]) ? group["ingress"] : [];
  const isOpen = rules.some((one) => isFields(one) && one["from_port"] === port);
  return isOpen ? group : { ...group, ingress: [...rules, rule] };
}

const credentialsOf = (github: GitHub, job: JobIdentity) =>
  github.credentials({
    ...job,
    workflowRef: job.callerWorkflowRef,
    jobWorkflowRef: job.workflowRef,
    jobWorkflowSha: job.workflowSha,
  });
