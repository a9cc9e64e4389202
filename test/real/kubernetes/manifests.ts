import { DIGESTS } from "./site.ts";

const image = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/fleet-dev/backend@${DIGESTS.backend}`;

export const namespaceManifest = (name: string) => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name },
});

export const jobManifest = (namespace: string, name: string) => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name, namespace },
  spec: {
    backoffLimit: 0,
    template: { spec: { restartPolicy: "Never", containers: [{ name, image }] } },
  },
});

/** @param container fields of its container in addition to name and image */
export const statefulSetManifest = (namespace: string, name: string, container: object = {}) => ({
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: { name, namespace },
  spec: {
    serviceName: name,
    replicas: 2,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name, image, ...container }] },
    },
  },
});
