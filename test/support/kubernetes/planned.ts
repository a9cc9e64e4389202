// A Deployment `shop/web`, in the form in which the Kubernetes provider has it in plans and states.
import type { ResourceChange } from "../../../actions/lib/terraform/plan-json.ts";

export const WEB_DEPLOYMENT = {
  address: "kubernetes_deployment_v1.web",
  mode: "managed",
  type: "kubernetes_deployment_v1",
  name: "web",
} as const satisfies Partial<ResourceChange>;

/** Returns the values of the Deployment. @param pod the specification of its pods */
export const deploymentValues = <Pod>(pod: Pod) => ({
  metadata: [{ name: "web", namespace: "shop" }],
  spec: [{ template: [{ spec: [pod] }] }],
});
