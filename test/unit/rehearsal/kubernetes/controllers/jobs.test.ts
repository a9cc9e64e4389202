import { afterEach, it } from "@jest/globals";
import type { Kubernetes } from "../../../../../rehearsal/kubernetes/index.ts";
import { post, start, until } from "../world.ts";

let kube: Kubernetes;
afterEach(() => kube.close());

const JOBS = "/apis/batch/v1/namespaces/default";
const job = (spec: object) => ({
  metadata: { name: "migrate" },
  spec: {
    ...spec,
    template: {
      spec: { restartPolicy: "Never", containers: [{ name: "task", image: "repo/task:1" }] },
    },
  },
});

it("a Job is removed when its time to live is over", async () => {
  kube = await start();
  await post(kube, `${JOBS}/jobs`, job({ ttlSecondsAfterFinished: 1 }));
  // On a busy machine, the Job may complete and be removed between two reads.
  await until(
    kube,
    JOBS,
    "jobs",
    ([one]) => one === undefined || one.status.completionTime !== undefined,
  );
  await until(kube, JOBS, "jobs", (all) => all.length === 0);
  await until(kube, "/api/v1/namespaces/default", "pods", (all) => all.length === 0);
});
