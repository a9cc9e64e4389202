import { KubernetesClient, connect } from "../../../rehearsal/kubernetes/client.ts";
import { startKubernetes } from "../../../rehearsal/kubernetes/index.ts";
import type { Kubernetes } from "../../../rehearsal/kubernetes/index.ts";
import { startProviders } from "../../../rehearsal/terraform/index.ts";
import type { ResourceChange, Workspace } from "../../golden/terraform/workspace.ts";
import { loopbackWorld } from "../../unit/rehearsal/terraform/loopback-world.ts";
import type { Side } from "../service.ts";
import {
  Infrastructure,
  planOf,
  readData,
  recordedFlags,
  statesOf,
  workspaceIn,
} from "./client.ts";
import type { Client, Recorded, States } from "./client.ts";

/** The token of loopbackWorld. */
const TOKEN = "loopback-token";

/** The replayed providers on worlds in memory, and the embedded Kubernetes behind them. */
export async function ours(): Promise<Side<Client>> {
  // The recorded Deployment has 15 s for its progress; with the usual delays that is less than its pods take.
  const delays = { secondMs: 100 };
  const kubernetes = await startKubernetes({
    authenticate: () => undefined,
    adminToken: TOKEN,
    delays,
  });
  const certificateAuthority = Buffer.from(kubernetes.certificateAuthority).toString("base64");
  const { world } = loopbackWorld({ endpoint: kubernetes.url, certificateAuthority });
  const providers = await startProviders({ world });
  const environment = providers.environment();
  const infrastructure = new Infrastructure(environment);
  const recorded = new Replayed(environment, kubernetes);
  let data: Promise<Record<string, unknown>> | undefined;
  return {
    client: {
      infrastructure,
      recorded,
      data: () => (data ??= infrastructure.second().then(() => readData(environment))),
    },
    async stop() {
      infrastructure.remove();
      recorded.remove();
      providers.close();
      await kubernetes.close();
    },
  };
}

/** observed/main.tf by the replayed provider, in the order in which it was recorded. */
class Replayed implements Recorded {
  readonly #workspace: Workspace;
  readonly #kubernetes: Kubernetes;
  readonly #variables: string[];
  #first: Promise<ResourceChange[]> | undefined;
  #applied: Promise<States> | undefined;

  constructor(environment: Record<string, string>, kubernetes: Kubernetes) {
    this.#workspace = workspaceIn("observed", environment, import.meta.dirname);
    this.#kubernetes = kubernetes;
    this.#variables = [
      `-var=host=${kubernetes.url}`,
      `-var=certificate_authority=${kubernetes.certificateAuthority}`,
    ];
  }

  async plan(name: string): Promise<ResourceChange[]> {
    if (name === "create") return (this.#first ??= this.#create());
    await this.state();
    const plan = await planOf(this.#workspace, [...this.#variables, ...recordedFlags(name)]);
    return plan.resource_changes ?? [];
  }

  state(): Promise<States> {
    this.#applied ??= this.plan("create").then(() => this.#apply());
    return this.#applied;
  }

  remove(): void {
    this.#workspace.remove();
  }

  async #create(): Promise<ResourceChange[]> {
    await this.#workspace.init();
    return (await planOf(this.#workspace, this.#variables)).resource_changes ?? [];
  }

  /** Config maps and secrets are not replayed; pods of the recording do not start without them. */
  async #apply(): Promise<States> {
    const flags = ["apply", "-auto-approve", "-input=false", "-no-color", ...this.#variables];
    await this.#workspace.succeed(...flags, "-target=kubernetes_namespace_v1.app");
    // Before the second apply reads it back.
    const namespace = await statesOf(this.#workspace);
    const data = { metadata: { name: "app" }, data: { password: "aHVudGVyMg==" } };
    await this.#createObject("secrets", { apiVersion: "v1", kind: "Secret", ...data });
    await this.#createObject("configmaps", { apiVersion: "v1", kind: "ConfigMap", ...data });
    await this.#workspace.succeed(...flags);
    return { ...(await statesOf(this.#workspace)), ...namespace };
  }

  async #createObject(plural: string, object: object): Promise<void> {
    const { url, certificateAuthority } = this.#kubernetes;
    const client = new KubernetesClient(connect({ url, certificateAuthority, token: TOKEN }));
    await client.request("POST", `/api/v1/namespaces/shop/${plural}`, object);
  }
}
