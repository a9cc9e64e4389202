import { request } from "node:https";
import { text } from "node:stream/consumers";
import type { Aws } from "../../rehearsal/aws/index.ts";
import type { Reply } from "../../rehearsal/base/http.ts";
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
  /** Starts the providers anew, as another process would, on the same AWS and directory. */
  restart(): Promise<void>;
  /** Sends the Kubernetes API a request of its administrator. @returns the object of the answer */
  send(method: string, path: string, body?: object): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export interface ReplayOptions {
  /** Where the providers keep their resources between runs. */
  directory?: string;
  pace?: KubernetesOptions["pace"];
}

export async function startReplay({ directory, pace }: ReplayOptions = {}): Promise<Replay> {
  const cloud = await startCloud();
  const kubernetes = await startKubernetes({
    ...{ adminToken: TOKEN, authenticate: () => undefined },
    ...(pace === undefined ? {} : { pace }),
  });
  const { url: endpoint, certificateAuthority } = kubernetes;
  const start = (): Promise<Providers> =>
    startProviders({
      ...{ aws: cloud.aws, cluster: { endpoint, certificateAuthority }, caller: CALLER },
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
    send: (method, path, body) => send(kubernetes, method, path, body),
    async close() {
      replay.providers.close();
      await Promise.all([kubernetes.close(), cloud.close()]);
    },
  };
  return replay;
}

async function send(
  { url, certificateAuthority }: Kubernetes,
  method: string,
  path: string,
  body: object | undefined,
): Promise<Record<string, unknown>> {
  const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  const headers = { authorization: `Bearer ${TOKEN}`, "content-type": type };
  const answer = await new Promise<string>((resolve, reject) => {
    const sent = request(
      new URL(path, url),
      { method, headers, ca: certificateAuthority, agent: false },
      (response) => void text(response).then(resolve, reject),
    );
    sent.on("error", reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
  const object = JSON.parse(answer) as Record<string, unknown>;
  if (object["kind"] === "Status" && object["status"] !== "Success")
    throw new Error(`${method} ${path}: ${String(object["message"])}`);
  return object;
}

/** A Status object, as an API server refuses with it. */
export function statusReply(code: number, message: string): Reply {
  const status = { kind: "Status", apiVersion: "v1", status: "Failure", code, message };
  return {
    status: code,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(status),
  };
}
