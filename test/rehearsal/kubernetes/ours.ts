import { randomUUID } from "node:crypto";
import { startKubernetes } from "../../../rehearsal/kubernetes/index.ts";
import type { Side } from "../service.ts";
import { connectCluster, type ClusterClient } from "./client.ts";

/** Starts the embedded API with its default delays. */
export async function ours(): Promise<Side<ClusterClient>> {
  const adminToken = randomUUID();
  const kubernetes = await startKubernetes({ adminToken, authenticate: () => undefined });
  const { url, certificateAuthority } = kubernetes;
  const client = connectCluster({ url, certificateAuthority, token: adminToken }, kubernetes);
  return {
    client,
    async stop() {
      client.close();
      await kubernetes.close();
    },
  };
}
