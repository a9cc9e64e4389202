import { createHash } from "node:crypto";
import {
  ApiError,
  type ApiObject,
  type KubernetesClient,
} from "../../../rehearsal/kubernetes/client.ts";

interface Balanced extends ApiObject {
  spec?: { type?: string };
  status?: { loadBalancer?: { ingress?: unknown[] } };
}

const MERGE = "application/merge-patch+json";

/**
 * Gives Services of type LoadBalancer and Ingresses the host name that AWS would give them. On EKS, the
 * cloud controller and the AWS Load Balancer Controller do this. Returns when aborted.
 */
export async function balance(client: KubernetesClient, signal: AbortSignal): Promise<void> {
  const give = async (path: string, object: Balanced): Promise<void> => {
    if ((object.status?.loadBalancer?.ingress?.length ?? 0) > 0) return;
    const { namespace = "", name, uid = "" } = object.metadata;
    const hash = createHash("sha256").update(uid).digest("hex").slice(0, 10);
    const hostname = `k8s-${namespace}-${name}-${hash}.eu-west-1.elb.amazonaws.com`;
    const status = { loadBalancer: { ingress: [{ hostname }] } };
    await client
      .request("PATCH", path.replace("*", namespace).replace("+", name), { status }, MERGE)
      .catch((error: unknown) => {
        // The object was deleted in the meantime, or it was changed: then the next round sees it again.
        if (!(error instanceof ApiError)) throw error;
      });
  };
  const service = "/api/v1/namespaces/*/services/+/status";
  const ingress = "/apis/networking.k8s.io/v1/namespaces/*/ingresses/+/status";
  const watch = (
    list: string,
    path: string,
    wanted: (object: Balanced) => boolean,
  ): Promise<void> =>
    client.watch<Balanced>(
      list,
      ({ type, object }) => {
        if (type !== "DELETED" && wanted(object)) void give(path, object);
      },
      signal,
    );
  await Promise.all([
    watch("/api/v1/services", service, ({ spec }) => spec?.type === "LoadBalancer"),
    watch("/apis/networking.k8s.io/v1/ingresses", ingress, () => true),
  ]);
}
