import type { ResourceChange, Workspace } from "../../golden/terraform/workspace.ts";
import { startReplay } from "../../support/replay.ts";
import type { Replay } from "../../support/replay.ts";
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

/** Starts the replayed providers, with the embedded AWS and the embedded Kubernetes behind them. */
export async function ours(): Promise<Side<Client>> {
  // The recorded Deployment has a progress deadline of 15 s. With the usual delays, its pods take longer than that.
  const replay = await startReplay({ delays: { secondMs: 100 } });
  const environment = replay.providers.environment();
  const infrastructure = new Infrastructure(environment);
  const recorded = new Replayed(environment, replay);
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
      await replay.close();
    },
  };
}

const SHOP = "/api/v1/namespaces/shop";

/** Runs observed/main.tf with the replayed provider, in the order in which it was recorded. */
class Replayed implements Recorded {
  readonly #workspace: Workspace;
  readonly #replay: Replay;
  readonly #variables: string[];
  #first: Promise<ResourceChange[]> | undefined;
  #applied: Promise<States> | undefined;

  constructor(environment: Record<string, string>, replay: Replay) {
    this.#workspace = workspaceIn("observed", environment, import.meta.dirname);
    this.#replay = replay;
    this.#variables = [
      `-var=host=${replay.kubernetes.url}`,
      `-var=certificate_authority=${replay.kubernetes.certificateAuthority}`,
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

  /**
   * Applies the workspace. Config maps and secrets are not replayed, but pods of the recording need them to start, so
   * this creates them.
   */
  async #apply(): Promise<States> {
    const flags = ["apply", "-auto-approve", "-input=false", "-no-color", ...this.#variables];
    await this.#workspace.succeed(...flags, "-target=kubernetes_namespace_v1.app");
    // Read the state before the second apply refreshes it.
    const namespace = await statesOf(this.#workspace);
    const data = { metadata: { name: "app" }, data: { password: "aHVudGVyMg==" } };
    await this.#replay.send("POST", `${SHOP}/secrets`, {
      apiVersion: "v1",
      kind: "Secret",
      ...data,
    });
    await this.#replay.send("POST", `${SHOP}/configmaps`, {
      apiVersion: "v1",
      kind: "ConfigMap",
      ...data,
    });
    await this.#workspace.succeed(...flags);
    return { ...(await statesOf(this.#workspace)), ...namespace };
  }
}
