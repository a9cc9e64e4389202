import { expect, test } from "@jest/globals";
import { requireHarmless } from "../../../../../actions/kube-deploy/src/rollback/guard.ts";
import type { Plan } from "../../../../../actions/lib/terraform/plan-json.ts";

const plan = (changes: [string, string[], object?][]): Plan => ({
  format_version: "1.2",
  resource_changes: changes.map(([address, actions, before = {}]) => ({
    address,
    mode: "managed" as const,
    name: address.split(".").at(-1) ?? "",
    type: address.split(".").at(-2) ?? "",
    change: { actions, before: before as never },
  })),
});

test.each<[string, Plan]>([
  ["changes nothing", { format_version: "1.2" }],
  ["updates", plan([["kubernetes_deployment_v1.web", ["update"]]])],
  ["creates", plan([["kubernetes_config_map_v1.web", ["create"]]])],
  ["replaces a Job", plan([["module.a.kubernetes_job_v1.migrate", ["delete", "create"]]])],
  ["removes a Job", plan([["kubernetes_job.migrate", ["delete"]]])],
  [
    "replaces a Job written as kubernetes_manifest",
    plan([["kubernetes_manifest.job", ["delete", "create"], { manifest: { kind: "Job" } }]]),
  ],
  [
    "replaces a Job written as kubectl_manifest",
    plan([["kubectl_manifest.job", ["delete", "create"], { yaml_body_parsed: "kind: Job" }]]),
  ],
])("a rollback that %s is harmless", (_, given) => {
  expect(() => requireHarmless(given)).not.toThrow();
});

test.each<[string, Plan, string]>([
  ["deletes", plan([["kubernetes_service_v1.web", ["delete"]]]), "web (destroy)"],
  ["replaces", plan([["kubernetes_pvc.web", ["create", "delete"]]]), "web (replace)"],
  ["forgets", plan([["kubernetes_service_v1.web", ["forget"]]]), "web (forget)"],
  [
    "deletes another manifest",
    plan([["kubernetes_manifest.x", ["delete"], { manifest: { kind: "Service" } }]]),
    "x (destroy)",
  ],
])("a rollback that %s is refused, with the address", (_, given, named) => {
  expect(() => requireHarmless(given)).toThrow(
    expect.objectContaining({
      reason: "rollback-destroys",
      message: expect.stringContaining(named) as unknown as string,
    }),
  );
});

test("of many addresses, the first are named and the others counted", () => {
  const many = plan(
    Array.from({ length: 12 }, (_, index): [string, string[]] => [
      `kubernetes_service_v1.s${index}`,
      ["delete"],
    ]),
  );
  expect(() => requireHarmless(many)).toThrow(/s9 \(destroy\), and 2 more\. Nothing was changed/);
});
