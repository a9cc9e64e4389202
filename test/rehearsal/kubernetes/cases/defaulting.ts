import type { Case } from "../../service.ts";
import type { ClusterClient } from "../client.ts";
import { workspaceDeployment, deployment, podTemplate, IMAGES } from "./manifests.ts";
import { answered, inNamespace } from "./namespaced.ts";

const selector = { matchLabels: { app: "web" } };
const made = (kind: string, plural: string, body: object): Case<ClusterClient> =>
  inNamespace(`defaults of ${kind}`, async (space) => answered(await space.create(plural, body)));

const ingress = {
  metadata: {
    name: "web",
    annotations: { "alb.ingress.kubernetes.io/scheme": "internet-facing" },
  },
  spec: {
    ingressClassName: "alb",
    rules: [
      {
        http: {
          paths: [
            {
              path: "/",
              pathType: "Prefix",
              backend: { service: { name: "web", port: { name: "http" } } },
            },
          ],
        },
      },
    ],
  },
};

/** Defaults that the API writes into objects with missing fields, kind by kind. */
export const defaulting: Case<ClusterClient>[] = [
  made("the workspace's deployment", "deployments", workspaceDeployment("frontend")),
  made("a small deployment", "deployments", deployment("web")),
  made(
    "a deployment that recreates",
    "deployments",
    deployment("web", { strategy: { type: "Recreate" } }),
  ),
  made("a pod", "pods", {
    metadata: { name: "solo", labels: { app: "web" } },
    spec: podTemplate("web").spec,
  }),
  made("a pod with volumes, probes and references", "pods", {
    metadata: { name: "rich" },
    spec: {
      automountServiceAccountToken: false,
      initContainers: [{ name: "first", image: "busybox" }],
      containers: [
        {
          name: "web",
          image: "nginx:latest",
          ports: [{ containerPort: 80 }],
          env: [
            { name: "A", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
            { name: "B", valueFrom: { secretKeyRef: { name: "s", key: "k" } } },
          ],
          readinessProbe: { tcpSocket: { port: 80 } },
          lifecycle: { preStop: { httpGet: { port: 80 } } },
          resources: { limits: { cpu: "1", memory: "1Gi" } },
          volumeMounts: [{ name: "c", mountPath: "/c" }],
        },
      ],
      volumes: [
        { name: "c", configMap: { name: "m" } },
        { name: "s", secret: { secretName: "s" } },
        { name: "e", emptyDir: {} },
      ],
    },
  }),
  made("a service", "services", {
    metadata: { name: "web" },
    spec: { selector: { app: "web" }, ports: [{ name: "http", port: 80, targetPort: "http" }] },
  }),
  made("a headless service", "services", {
    metadata: { name: "web" },
    spec: { clusterIP: "None", selector: { app: "web" }, ports: [{ port: 80 }] },
  }),
  made("a service with a load balancer", "services", {
    metadata: { name: "web" },
    spec: { type: "LoadBalancer", selector: { app: "web" }, ports: [{ port: 80 }] },
  }),
  made("a service account", "serviceaccounts", {
    metadata: { name: "web" },
    automountServiceAccountToken: false,
  }),
  made("a disruption budget", "poddisruptionbudgets", {
    metadata: { name: "web" },
    spec: { maxUnavailable: 1, selector },
  }),
  made("an ingress", "ingresses", ingress),
  made("a secret", "secrets", { metadata: { name: "s" }, stringData: { password: "red" } }),
  made("a job", "jobs", {
    metadata: { name: "once" },
    spec: {
      suspend: true,
      template: {
        spec: { restartPolicy: "Never", containers: [{ name: "once", image: IMAGES.good }] },
      },
    },
  }),
];
