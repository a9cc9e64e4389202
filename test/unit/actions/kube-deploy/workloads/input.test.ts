import { expect, test } from "@jest/globals";
import { NotValid } from "../../../../../actions/lib/runtime/input-types.ts";
import { wantedWorkloads } from "../../../../../actions/kube-deploy/src/workloads/input.ts";

test("an entry is a name, a selector or a Helm release", () => {
  const given = `
    - namespace: shop
      workload: deployment/web
    - { namespace: shop, selector: "app=web,tier in (api, worker)" }
    - { namespace: shop, helm-release: shop }
    - namespace: argocd
      workload: Application.argoproj.io/shop
      for: [condition=Ready, "jsonpath={.status.sync.status}=Synced"]
  `;
  expect(wantedWorkloads.parse(given)).toMatchObject([
    { by: "name", namespace: "shop", kind: "deployment", name: "web", expected: [] },
    { by: "selector", namespace: "shop", selector: "app=web,tier in (api, worker)" },
    { by: "helm-release", namespace: "shop", release: "shop" },
    {
      by: "name",
      namespace: "argocd",
      kind: "Application",
      group: "argoproj.io",
      name: "shop",
      shown: "Application.argoproj.io/shop in argocd",
      expected: [{ condition: "Ready" }, { value: "Synced" }],
    },
  ]);
});

test.each([
  "[{namespace: a, workload: configmap/settings, for: 'jsonpath={.data.a}'}]",
  // Kinds with these names in other groups may report whether they are ready.
  "[{namespace: a, workload: ingress.config.example.com/web}]",
  "[{namespace: a, workload: job.example.com/seed, for: condition=Done}]",
])("%s is accepted", (given) => {
  expect(wantedWorkloads.parse(given)).toHaveLength(1);
});

test.each([
  // If the complete text is wrong, the message says what the input expects.
  ["a: b", NotValid],
  ["[]", "it is empty"],
  ["[web]", '[0]: "web" is not valid. Expected a mapping'],
  ["[{workload: deployment/web}]", "entry 1: namespace: nothing is given. Expected a namespace"],
  ["[{namespace: shop}]", "entry 1: nothing says what to watch. Expected one of workload"],
  [
    "[{namespace: shop, workload: deployment/web, selector: a=b}]",
    "entry 1: workload and selector are given together. Expected one of",
  ],
  ["[{namespace: shop, workload: web}]", 'workload: "web" is not valid. Expected kind/name'],
  ["[{namespace: Shop, workload: job/a}]", 'namespace: "Shop" is not valid. Expected a namespace'],
  ["[{namespace: shop, selector: ' '}]", "selector: "],
  [
    "[{namespace: shop, release: shop}]",
    /entry 1: release: there is no such key\. (?:Did|Expected)/,
  ],
  ["[{namespace: shop, helm-release: Shop}]", "Expected the name of a Helm release"],
  [
    "[{namespace: a, selector: a, for: condition=Ready}]",
    "entry 1: for: it is only valid with workload",
  ],
  [
    "[{namespace: a, workload: certificate/a, for: Ready}]",
    'entry 1: for: "Ready" is not valid. Expected condition=NAME',
  ],
  [
    "[{namespace: a, workload: certificate/a, for: 'jsonpath={..a}=b'}]",
    'is not valid. "..a" is not supported in a path. Expected fields',
  ],
  [
    "[{namespace: a, workload: deploy/web, for: [condition=Available, condition=Ready]}]",
    'entry 1: for: "condition=Available, condition=Ready" cannot be used with deploy/web: a Deployment has rules of its own (every pod of the newest template ready). Expected no for',
  ],
  [
    "[{namespace: a, workload: Job.batch/seed, for: condition=Complete}]",
    "cannot be used with Job.batch/seed: a Job has rules of its own",
  ],
  [
    "[{namespace: a, workload: configmap/settings, for: [condition=Ready, 'jsonpath={.data.a}']}]",
    'entry 1: for: "condition=Ready" cannot be used with configmap/settings: the kind ConfigMap has no conditions. Expected jsonpath={PATH}',
  ],
  [
    "[{namespace: a, workload: ingress.networking.k8s.io/web}]",
    "for: nothing is given, but an object of the kind Ingress (ingress.networking.k8s.io/web) does not report whether it is ready. Expected jsonpath=",
  ],
  [
    "[{namespace: A, workload: b}, {namespace: a}]",
    /entry 1: namespace: .* entry 1: workload: .* entry 2: nothing says/,
  ],
  [
    JSON.stringify(Array.from({ length: 51 }, () => ({ namespace: "a", selector: "b" }))),
    "it has 51 entries, 50 at most",
  ],
])("%s is refused", (given, problem) => {
  expect(() => wantedWorkloads.parse(given)).toThrow(problem);
});
