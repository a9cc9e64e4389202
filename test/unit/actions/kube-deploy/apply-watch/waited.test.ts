import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { waitedWorkloads } from "../../../../../actions/kube-deploy/src/apply-watch/waited.ts";
import { nameOf } from "../../../../../actions/kube-deploy/src/workloads/workloads.ts";
import { parsePlan } from "../../../../../actions/lib/terraform/plan-json.ts";
import type { Plan } from "../../../../../actions/lib/terraform/plan-json.ts";

const PLANS = path.resolve(import.meta.dirname, "../../../../golden/plans");
const namesIn = (plan: Plan) =>
  waitedWorkloads(plan).map(({ address, workload }) => `${address}: ${nameOf(workload)}`);

test.each<[string, string[]]>([
  [
    "create",
    [
      "kubernetes_daemon_set_v1.agent: DaemonSet shop/agent",
      "kubernetes_deployment_v1.web: Deployment shop/web",
      "kubernetes_job_v1.migrate: Job shop/migrate",
      "kubernetes_stateful_set_v1.db: StatefulSet shop/db",
    ],
  ],
  ["update", ["kubernetes_deployment_v1.web: Deployment shop/web"]],
  ["tainted", ["kubernetes_deployment_v1.web: Deployment shop/web"]],
  ["noop", []],
  ["destroy", []],
])("terraform waits for these workloads of the real plan %s", (name, expected) => {
  const plan = parsePlan(readFileSync(path.join(PLANS, `${name}.plan.json`), "utf8"));
  expect(namesIn(plan)).toStrictEqual(expected);
});

interface Given {
  type?: string;
  actions?: string[];
  after?: object;
  unknown?: object;
}

const planOf = ({ type = "kubernetes_job_v1", actions = ["create"], after, unknown }: Given) =>
  ({
    format_version: "1.2",
    resource_changes: [
      {
        address: `${type}.this`,
        mode: "managed",
        type,
        name: "this",
        change: { actions, before: null, after: after ?? null, after_unknown: unknown ?? {} },
      },
    ],
  }) as unknown as Plan;

const metadata = [{ name: "migrate", namespace: "shop" }];
const manifest = (more: object) => ({
  type: "kubernetes_manifest",
  after: {
    manifest: { apiVersion: "batch/v1", kind: "Job", metadata: metadata[0] },
    ...more,
  },
});

test.each<[string, Given, boolean]>([
  ["waits for its completion", { after: { metadata, wait_for_completion: true } }, true],
  ["does not wait", { after: { metadata, wait_for_completion: false } }, false],
  ["is from a provider that cannot wait", { after: { metadata } }, false],
  [
    "is replaced",
    { actions: ["delete", "create"], after: { metadata, wait_for_completion: true } },
    true,
  ],
  ["is left alone", { actions: ["no-op"], after: { metadata, wait_for_completion: true } }, false],
  [
    "gets its name from the cluster",
    {
      after: { metadata: [{ generate_name: "migrate-" }], wait_for_completion: true },
      unknown: { metadata: [{ name: true }] },
    },
    false,
  ],
  [
    "is in a namespace whose name is not known yet",
    {
      after: { metadata: [{ name: "migrate" }], wait_for_completion: true },
      unknown: { metadata: [{ namespace: true, uid: true }] },
    },
    false,
  ],
  ["is a manifest that waits for a field", manifest({ wait: [{ fields: { a: "b" } }] }), true],
  [
    "is a manifest that waits for a condition",
    manifest({ wait: [{ condition: [{ type: "Complete", status: "True" }], rollout: null }] }),
    true,
  ],
  ["is a manifest that waits for its rollout", manifest({ wait: [{ rollout: true }] }), true],
  ["is a manifest with the older wait_for", manifest({ wait_for: { fields: {} } }), true],
  [
    "is a manifest that waits for nothing",
    manifest({ wait: [{ rollout: false, fields: {}, condition: [] }] }),
    false,
  ],
  ["is a manifest without wait", manifest({ wait: [], wait_for: null }), false],
  [
    "is a manifest that is not known yet",
    {
      ...manifest({ wait: [{ rollout: true }] }),
      unknown: { manifest: { metadata: { namespace: true } } },
    },
    false,
  ],
  [
    "is a manifest of a kind without pods of its own",
    {
      type: "kubernetes_manifest",
      after: {
        manifest: { apiVersion: "shop.example/v1", kind: "Job", metadata: metadata[0] },
        wait: [{ fields: { a: "b" } }],
      },
    },
    false,
  ],
])("whether terraform waits for a Job that %s", (_, given, isWaited) => {
  expect(waitedWorkloads(planOf(given)).map(({ workload }) => nameOf(workload))).toStrictEqual(
    isWaited ? ["Job shop/migrate"] : [],
  );
});
