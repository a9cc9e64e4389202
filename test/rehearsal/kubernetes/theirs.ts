import { kubernetes as engine } from "../../engines/kubernetes/engine.ts";
import type { Side } from "../service.ts";
import { connectCluster, type ClusterClient } from "./client.ts";

/** Starts the real control plane with the scripted kubelet. */
export async function theirs(): Promise<Side<ClusterClient>> {
  const found = await engine.find();
  if (found === undefined || engine.start === undefined)
    throw new Error("no Kubernetes control plane: run npm run engines -- --only kubernetes");
  const kubernetes = await engine.start(found, { delays: { secondMs: 15 } });
  const { url, certificateAuthority, adminToken } = kubernetes;
  const client = connectCluster(
    { url, certificateAuthority, token: adminToken },
    kubernetes.kubelet,
  );
  return {
    client,
    async stop() {
      client.close();
      const { problems } = kubernetes.kubelet;
      await kubernetes.stop();
      if (problems.length > 0) throw new Error(`the kubelet failed: ${problems.join("; ")}`);
    },
  };
}
