import { randomUUID } from "node:crypto";
import { startKubernetes } from "../../../rehearsal/kubernetes/index.ts";
import type { Side } from "../service.ts";
import { connect, type ClusterClient } from "./client.ts";

/** The embedded API with its default clockwork. */
export async function ours(): Promise<Side<ClusterClient>> {
  const adminToken = randomUUID();
  const kubernetes = await startKubernetes({ adminToken, authenticate: () => undefined });
  const { url, certificateAuthority } = kubernetes;
  const client = connect(
    { url, certificateAuthority, token: adminToken },
    {
      fail: (failure) => kubernetes.fail(failure),
      recover: () => kubernetes.recover(),
    },
  );
  return {
    client,
    async stop() {
      client.close();
      await kubernetes.close();
    },
  };
}
