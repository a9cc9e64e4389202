import { expect, test } from "@jest/globals";
import { plannedContainers } from "../../../../../actions/kube-deploy/src/image-contract/planned-containers.ts";
import type { Json, Plan } from "../../../../../actions/lib/terraform/plan-json.ts";

const resource = (type: string, after: Json, actions = ["create"]): Plan => ({
  format_version: "1.2",
  resource_changes: [
    { address: `${type}.web`, mode: "managed", type, name: "web", change: { actions, after } },
  ],
});
const metadata = [{ name: "web", namespace: "shop" }];
const pod = {
  node_selector: { "kubernetes.io/arch": "arm64" },
  security_context: [{ run_as_non_root: true, run_as_user: "1000" }],
  container: [
    {
      name: "web",
      image: "shop/web@sha256:1",
      port: [{ name: "http", container_port: 3000 }],
      security_context: [{ run_as_non_root: false, run_as_user: "" }],
      readiness_probe: [{ http_get: [{ path: "/", port: "http" }], tcp_socket: [] }],
      liveness_probe: [{ http_get: [], tcp_socket: [{ port: "3001" }] }],
      startup_probe: [],
    },
    { name: "unknown", image: null },
  ],
};
const WEB = {
  workload: "Deployment shop/web",
  container: "web",
  image: "shop/web@sha256:1",
  runAsNonRoot: true,
  runAsUser: 1000,
  architecture: "arm64",
  probes: [
    { kind: "readiness", port: 3000 },
    { kind: "liveness", port: 3001 },
  ],
};
const deployment = { metadata, spec: [{ template: [{ spec: [pod] }] }] };

test.each<[string, Plan, object[]]>([
  ["a Deployment", resource("kubernetes_deployment_v1", deployment), [WEB]],
  [
    "a Deployment that is updated",
    resource("kubernetes_deployment", deployment, ["update"]),
    [WEB],
  ],
  [
    "a Job that is replaced",
    resource("kubernetes_job_v1", deployment, ["delete", "create"]),
    [{ ...WEB, workload: "Job shop/web" }],
  ],
  [
    "a CronJob",
    resource("kubernetes_cron_job_v1", {
      metadata,
      spec: [{ job_template: [{ spec: deployment.spec }] }],
    }),
    [{ ...WEB, workload: "CronJob shop/web" }],
  ],
  [
    "a manifest",
    resource("kubernetes_manifest", {
      manifest: {
        kind: "StatefulSet",
        metadata: { name: "web" },
        spec: {
          template: {
            spec: {
              securityContext: { runAsNonRoot: true },
              containers: [
                {
                  name: "web",
                  image: "shop/web:1",
                  ports: [{ name: "http", containerPort: 80 }],
                  readinessProbe: { httpGet: { port: "http" } },
                },
              ],
            },
          },
        },
      },
    }),
    [
      {
        workload: "StatefulSet default/web",
        container: "web",
        image: "shop/web:1",
        runAsNonRoot: true,
        runAsUser: undefined,
        architecture: undefined,
        probes: [{ kind: "readiness", port: 80 }],
      },
    ],
  ],
  ["a Deployment that stays", resource("kubernetes_deployment_v1", deployment, ["no-op"]), []],
  ["a Deployment that is deleted", resource("kubernetes_deployment_v1", null, ["delete"]), []],
  ["another kind", resource("kubernetes_service_v1", { metadata, spec: [{}] }), []],
  ["an empty plan", { format_version: "1.2" }, []],
])("%s", (_, plan, expected) => {
  expect(plannedContainers(plan)).toStrictEqual(expected);
});
