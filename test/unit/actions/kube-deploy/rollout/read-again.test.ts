import { expect, test } from "@jest/globals";
import type {
  KubernetesObject,
  WorkloadObject,
} from "../../../../../actions/kube-deploy/src/api/objects.ts";
import { ready } from "../../../../../actions/kube-deploy/src/readiness/verdict.ts";
import { readOvertaken } from "../../../../../actions/kube-deploy/src/rollout/read-again.ts";
import type { Status } from "../../../../../actions/kube-deploy/src/rollout/status.ts";
import { statusOf } from "./statuses.ts";
import { container, workload } from "./worlds.ts";

const version = (image: string, managedFields: object[] = []) =>
  workload("Deployment", "web", {
    metadata: { managedFields },
    spec: { template: { spec: { containers: [container("app", { image })] } } },
  });
const deployed: Status = {
  ...statusOf(ready({ desired: 2, ready: 2 })),
  object: version("shop/app:2") as WorkloadObject,
  images: ["shop/app:2"],
};

/** Reads the workloads again in a cluster that has these Deployments. */
function readIn(items: KubernetesObject[], status = deployed) {
  const paths: string[] = [];
  const json = <T>(path: string): Promise<T> => {
    paths.push(path.replace(/\?.*/, ""));
    return Promise.resolve({ items } as T);
  };
  return { paths, found: readOvertaken({ json }, [status, status]) };
}

test("a workload with another image is marked with the client that changed it", async () => {
  const person = {
    manager: "kubectl-set",
    time: "2026-11-21T10:00:30Z",
    fieldsV1: { "f:spec": { "f:template": {} } },
  };
  const { paths, found } = readIn([version("shop/app:3", [person])]);
  expect((await found)[0]).toMatchObject({
    verdict: { state: "ready" },
    object: { spec: { template: { spec: { containers: [{ image: "shop/app:2" }] } } } },
    overtaken: { hasOtherImages: true, by: { manager: "kubectl-set" } },
  });
  expect(paths).toStrictEqual(["/apis/apps/v1/namespaces/shop/deployments"]);
});

test.each([
  ["the same version", [version("shop/app:2")]],
  ["no such workload any more", []],
])("nothing is marked if the cluster has %s", async (_, items) => {
  expect(await readIn(items).found).toStrictEqual([deployed, deployed]);
});

test("what was marked before stays marked, and an unknown object is not read", async () => {
  const overtaken = { hasOtherImages: true };
  const marked = { ...deployed, overtaken };
  expect((await readIn([version("shop/app:2")], marked).found)[0]?.overtaken).toBe(overtaken);
  const { paths, found } = readIn([], statusOf(ready({ desired: 0, ready: 0 })));
  await found;
  expect(paths).toStrictEqual([]);
});
