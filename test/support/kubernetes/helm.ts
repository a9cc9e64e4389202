import { gzipSync } from "node:zlib";
import { failureOf } from "../../../actions/lib/terraform/failures.ts";

/** A revision of a Helm release, in the form in which Helm 3 and 4 keep it. */
interface Kept {
  name?: string;
  namespace?: string;
  revision?: number;
  status?: string;
  description?: string;
  manifest?: string;
  hooks?: object[];
}

export const HELM_SECRETS = "/api/v1/namespaces/fleet/secrets";

/** Returns the Secret that holds a revision. */
export function helmSecret({
  name = "frontend",
  namespace = "fleet",
  revision = 1,
  status = "deployed",
  description = "Install complete",
  manifest = "",
  hooks = [],
}: Kept = {}) {
  const release = {
    name,
    namespace,
    version: revision,
    manifest,
    hooks,
    info: { status, description },
    chart: { metadata: { name: "web", version: "1.2.3" } },
  };
  const inner = gzipSync(JSON.stringify(release)).toString("base64");
  return {
    metadata: {
      name: `sh.helm.release.v1.${name}.v${revision}`,
      namespace,
      uid: `helm-${name}-${revision}`,
      labels: { name, owner: "helm", status, version: String(revision) },
    },
    type: "helm.sh/release.v1",
    data: { release: Buffer.from(inner).toString("base64") },
  };
}

/** Returns the error of an apply whose Helm release did not become ready before the timeout. */
export const helmTimedOut = () =>
  failureOf(
    "apply",
    [
      {
        severity: "error",
        summary: "Error upgrading chart",
        detail: "Upgrade failed: context deadline exceeded",
        address: "helm_release.web",
      },
    ],
    "",
  );

/** The objects of the chart: a Secret, an Ingress with a host, and the Deployment of fleet.ts. */
export const FLEET_MANIFEST = `---
# Source: web/templates/secret.yaml
apiVersion: v1
kind: Secret
metadata: { name: app }
stringData: { password: hunter2hunter2 }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: frontend }
spec: { rules: [{ host: fleet.example.com }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: frontend }
spec: { replicas: 2 }
---
apiVersion: v1
kind: ConfigMapList
items:
  - { apiVersion: batch/v1, kind: CronJob, metadata: { name: nightly, namespace: other } }
`;
