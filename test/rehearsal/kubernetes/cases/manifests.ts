/** Returns a Deployment as a person writes it. */
export function deployment(
  name: string,
  spec: object = {},
  pod: object = {},
  container: object = {},
) {
  return {
    metadata: { name },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: name } },
      ...spec,
      template: podTemplate(name, pod, container),
    },
  };
}

export const podTemplate = (name: string, pod: object = {}, container: object = {}) => ({
  metadata: { labels: { app: name } },
  // The rehearsal does not mount tokens, because its containers do not run.
  spec: {
    automountServiceAccountToken: false,
    containers: [{ name, image: IMAGES.good, ...container }],
    ...pod,
  },
});

const DIGEST = { good: "4f".repeat(32), better: "be".repeat(32) };
const repository = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/fleet-dev/frontend";
export const IMAGES = {
  good: `${repository}@sha256:${DIGEST.good}`,
  better: `${repository}@sha256:${DIGEST.better}`,
};

/** Returns the Deployment that terraform/modules/workload creates. */
export function workspaceDeployment(name: string) {
  const selector = { "app.kubernetes.io/name": name };
  const labels = { ...selector, "app.kubernetes.io/part-of": "fleet" };
  const spread = (topologyKey: string) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: selector },
  });
  return {
    metadata: { name, labels },
    spec: {
      replicas: 2,
      progressDeadlineSeconds: 300,
      selector: { matchLabels: selector },
      strategy: {
        type: "RollingUpdate",
        rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 },
      },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: "default",
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 10001,
            runAsGroup: 10001,
            seccompProfile: { type: "RuntimeDefault" },
          },
          containers: [workspaceContainer(name)],
          topologySpreadConstraints: [
            spread("topology.kubernetes.io/zone"),
            spread("kubernetes.io/hostname"),
          ],
        },
      },
    },
  };
}

const probe = (path: string, periodSeconds: number) => ({
  httpGet: { path, port: "http" },
  periodSeconds,
  failureThreshold: 3,
});

const workspaceContainer = (name: string) => ({
  name,
  image: IMAGES.good,
  ports: [{ name: "http", containerPort: 8080 }],
  env: [{ name: "PORT", value: "8080" }],
  resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
  livenessProbe: probe("/healthz", 10),
  readinessProbe: probe("/readyz", 5),
  securityContext: {
    runAsNonRoot: true,
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  },
});
