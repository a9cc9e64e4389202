import { expect, test } from "@jest/globals";
import {
  checkConnection,
  checkRights,
} from "../../../../../actions/kube-deploy/src/cluster/preflight.ts";
import { api, client, useScriptedApi } from "../../../../support/kubernetes/use-scripted-api.ts";

useScriptedApi();

const workloads = [
  { kind: "Deployment", namespace: "shop", name: "web", shortLived: false },
] as const;

test("returns the version of the cluster", async () => {
  await expect(checkConnection(client, { server: api.url })).resolves.toBe("v1.36.3");
});

test("K-E 7: refuses credentials that the cluster does not accept", async () => {
  api.authenticate = () => false;
  await expect(checkConnection(client, { server: api.url })).rejects.toMatchObject({
    reason: "cluster-unauthorized",
  });
});

test("checks that it may list and watch the workload, its ReplicaSets and its pods", async () => {
  await checkRights(client, workloads, { server: api.url });
  expect(api.requests).toHaveLength(6);
});

test("K-E 7: names a missing permission", async () => {
  api.denied.add("replicasets");
  await expect(checkRights(client, workloads, { server: api.url })).rejects.toMatchObject({
    reason: "cluster-forbidden",
    message: expect.stringContaining('cannot list resource "replicasets" in API group "apps"'),
  });
});
