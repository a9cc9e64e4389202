import { expect, test } from "@jest/globals";
import type {
  ManagedFields,
  WorkloadObject,
} from "../../../../../actions/kube-deploy/src/api/objects.ts";
import { failed, ready } from "../../../../../actions/kube-deploy/src/readiness/verdict.ts";
import { causeOf } from "../../../../../actions/kube-deploy/src/rollout/cause.ts";
import {
  markOvertaken,
  overtakenWorkloads,
} from "../../../../../actions/kube-deploy/src/rollout/overtaken.ts";
import type { Status } from "../../../../../actions/kube-deploy/src/rollout/status.ts";
import { diagnosis, statusOf } from "./statuses.ts";

const counts = { desired: 2, ready: 1 };
const template = { "f:spec": { "f:template": {} } };
const terraform = { manager: "HashiCorp", time: "2026-11-21T09:00:00Z", fieldsV1: template };
const person = { manager: "kubectl-set", time: "2026-11-21T09:04:00Z", fieldsV1: template };
const controller = {
  manager: "kube-controller-manager",
  time: "2026-11-21T09:05:00Z",
  subresource: "status",
};

interface Version {
  image?: string;
  env?: object[];
  annotations?: object;
  replicas?: number;
  managedFields?: ManagedFields[];
}

function statusIn(
  { image = "web:1", env = [], annotations = {}, replicas = 2, managedFields }: Version,
  verdict = failed(counts, "readiness-lost", "1 of 2 pods ready"),
): Status {
  const object = {
    metadata: { name: "web", namespace: "shop", ...(managedFields && { managedFields }) },
    spec: {
      replicas,
      template: { metadata: { annotations }, spec: { containers: [{ name: "web", image, env }] } },
    },
  } as unknown as WorkloadObject;
  return { ...statusOf(verdict), object, images: [image], diagnoses: [diagnosis(5, "crash-loop")] };
}

const before = statusIn({ managedFields: [terraform, controller] }, ready(counts));
const marked = (now: Version, counted: "any" | "images" = "any"): Status | undefined =>
  markOvertaken([before], [statusIn(now)], counted)[0];

test("a failing version with another image is told as somebody else's, with the field manager", () => {
  const status = marked({ image: "web:2", managedFields: [terraform, person, controller] });
  const cause = status && causeOf(status);
  expect(cause?.reason).toBe("image-not-running");
  expect(cause?.message).toBe(
    "something else has changed the workload after it was deployed (field manager kubectl-set, 2026-11-21T09:04:00Z), and that version fails: no node can take the pod (1 of 2 pods ready)",
  );
  expect(cause?.fix).toMatch(/who or what made that change.*let only one of them deploy/);
  expect(status && overtakenWorkloads([status])).toStrictEqual(["Deployment shop/web"]);
});

test("a failing version with another variable has lost its readiness because of the change", () => {
  const status = marked({ env: [{ name: "DEBUG", value: "1" }] });
  const cause = status && causeOf(status);
  expect(cause?.reason).toBe("readiness-lost");
  expect(cause?.message).toMatch(
    /^something else has changed the workload after it was deployed, /,
  );
});

test("during the rollout, only other images make another version", () => {
  expect(marked({ env: [{ name: "STAKATER_APP" }] }, "images")?.overtaken).toBeUndefined();
  expect(marked({ image: "web:2" }, "images")?.overtaken).toStrictEqual({ hasOtherImages: true });
});

test("the same manager counts if it has changed the template again", () => {
  const again = { ...terraform, time: "2026-11-21T09:06:00Z" };
  expect(marked({ image: "web:2", managedFields: [again] })?.overtaken?.by).toMatchObject(again);
});

test.each<[string, Version]>([
  ["nothing has changed", {}],
  ["it is scaled", { replicas: 5 }],
  ["its pods are restarted", { annotations: { "kubectl.kubernetes.io/restartedAt": "now" } }],
])("a failure stays the deployment's own if %s", (_, now) => {
  const status = marked(now);
  expect(status?.overtaken).toBeUndefined();
  expect(status && causeOf(status).reason).toBe("crash-loop");
});

test("a workload that was not seen before, or no longer exists, is not marked", () => {
  const now = statusIn({ image: "web:2" });
  expect(markOvertaken([], [now], "any")).toStrictEqual([now]);
  const gone = statusOf(failed(counts, "workload-missing", "not in the cluster"));
  expect(markOvertaken([before], [gone], "any")).toStrictEqual([gone]);
});

test("a workload that is ready in another version does not fail", () => {
  const now = statusIn({ image: "web:2" }, ready(counts));
  const changed = markOvertaken([before], [now], "any");
  expect(overtakenWorkloads(changed)).toStrictEqual([]);
  // If smoke tests failed, a ready workload may be the reason.
  expect(overtakenWorkloads(changed, true)).toStrictEqual(["Deployment shop/web"]);
});
