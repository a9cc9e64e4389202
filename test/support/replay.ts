import type { Aws } from "../../rehearsal/aws/index.ts";
import type { Reply } from "../../rehearsal/base/http.ts";
import { KubernetesClient, connect } from "../../rehearsal/kubernetes/client.ts";
import { startKubernetes } from "../../rehearsal/kubernetes/index.ts";
import type { Kubernetes, KubernetesOptions } from "../../rehearsal/kubernetes/index.ts";
import { startProviders } from "../../rehearsal/terraform/index.ts";
import type { Providers } from "../../rehearsal/terraform/index.ts";
import { ACCOUNT, startCloud } from "./cloud.ts";

const TOKEN = "token-of-the-replay";
const CALLER = {
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/fleet-deploy/rehearsal`,
  userId: "AROAEXAMPLE:rehearsal",
};

/** The replayed providers, with the embedded AWS and the embedded Kubernetes that they act on. */
export interface Replay {
  aws: Aws;
  kubernetes: Kubernetes;
  providers: Providers;
  /** Starts the providers again, as a new process would, with the same AWS and directory. */
  restart(): Promise<void>;
  /**
   * Sends a request to the Kubernetes API as its administrator. A PATCH is a JSON patch.
   * @returns the object in the answer
   */
  send(method: string, path: string, body?: object): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export interface ReplayOptions {
  /** Folder in which the providers keep their resources between runs. */
  directory?: string;
  delays?: KubernetesOptions["delays"];
}

export async function startReplay({ directory, delays }: ReplayOptions = {}): Promise<Replay> {
  const cloud = await startCloud();
  const kubernetes = await startKubernetes({
    adminToken: TOKEN,
    authenticate: () => undefined,
    ...(delays === undefined ? {} : { delays }),
  });
  const { url: endpoint, certificateAuthority } = kubernetes;
  const client = new KubernetesClient(
    connect({ url: endpoint, certificateAuthority, token: TOKEN }),
  );
  const start = (): Promise<Providers> =>
    startProviders({
      aws: cloud.aws,
      cluster: () => ({ endpoint, certificateAuthority }),
      caller: CALLER,
      ...(directory === undefined ? {} : { directory }),
      kubernetesToken: TOKEN,
    });
  const replay: Replay = {
    aws: cloud.aws,
    kubernetes,
    providers: await start(),
    async restart() {
      replay.providers.close();
      replay.providers = await start();
    },
    async send(method, path, body) {
      const type = method === "PATCH" ? "application/json-patch+json" : "application/json";
      return (await client.request(method, path, body, type)) as Record<string, unknown>;
    },
    async close() {
      replay.providers.close();
      await Promise.all([kubernetes.close(), cloud.close()]);
    },
  };
  return replay;
}

/** Returns a refusal by an API server: a reply with a Status object. */
export function statusReply(code: number, message: string): Reply {
  const status = { kind: "Status", apiVersion: "v1", status: "Failure", code, message };
  return {
    status: code,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(status),
  };
}
