import { expect, test } from "@jest/globals";
import type { FailureReason } from "../../../../../actions/lib/runtime/errors.ts";
import { repeatWarnings } from "../../../../../actions/kube-deploy/src/image-contract/repeat.ts";
import type { Finding } from "../../../../../actions/kube-deploy/src/report/evidence.ts";

const finding = (reason: FailureReason): Finding => ({
  workload: { kind: "Deployment", namespace: "shop", name: "web", shortLived: false },
  cause: { reason, message: "it does not answer", fix: "look", fatalAt: 0, container: "web" },
  others: [],
  logs: [],
  events: [],
});
const warning = {
  workload: "Deployment shop/web",
  container: "web",
  message: "Deployment shop/web, container web: the probe asks 8080, the image declares 3000",
};

test.each<FailureReason>([
  "readiness-probe-failed",
  "liveness-probe-failed",
  "startup-probe-failed",
])("a warning is repeated for %s", (reason) => {
  expect(repeatWarnings(finding(reason), [warning]).cause).toMatchObject({
    message: "it does not answer. Likely cause: the probe asks 8080, the image declares 3000",
    fix: expect.stringContaining("use the same port"),
  });
});

test.each<[string, FailureReason, object]>([
  ["another failure", "crash-loop", {}],
  ["another workload", "readiness-probe-failed", { workload: "Deployment shop/api" }],
  ["another container", "readiness-probe-failed", { container: "sidecar" }],
])("a warning is not repeated for %s", (_, reason, change) => {
  const given = finding(reason);
  expect(repeatWarnings(given, [{ ...warning, ...change }])).toBe(given);
});
