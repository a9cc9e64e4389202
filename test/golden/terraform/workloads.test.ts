import { copyFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startReplay } from "../../support/replay.ts";
import type { Replay } from "../../support/replay.ts";
import { Workspace, actionsOf } from "./workspace.ts";

const BEFORE = fileURLToPath(new URL("../../fixtures/two-workloads", import.meta.url));
const DIGEST = `sha256:${"1".repeat(64)}`;
const IMAGES = Object.fromEntries(
  ["frontend", "backend"].map((name) => [
    name,
    { repository: `fleet-dev/${name}`, digest: DIGEST },
  ]),
);
const GIVEN = [
  "-var-file=../environments/dev.tfvars",
  "-var=cluster_name=fleet-dev",
  `-var=images=${JSON.stringify(IMAGES)}`,
];
const given = (workloads: object): string[] => [
  ...GIVEN,
  `-var=workloads=${JSON.stringify(workloads)}`,
];
const NAME = (name: string): string =>
  `workloads: the name "${name}" is not valid. Expected 1 to 40 lower-case letters`;
const SECRET = "a value that only the cluster may have";

describe("the workloads of the kubernetes workspace on replayed providers", () => {
  let replay: Replay;
  let workspace: Workspace;
  const others: Workspace[] = [];

  beforeAll(async () => {
    replay = await startReplay();
    const { url: endpoint, certificateAuthority } = replay.kubernetes;
    replay.aws.eks.putCluster({ name: "fleet-dev", endpoint, certificateAuthority });
    workspace = new Workspace("kubernetes", {
      ...replay.providers.environment(),
      TF_VAR_secret_values: JSON.stringify({ token: SECRET }),
    });
    await workspace.init();
  });

  afterAll(async () => {
    for (const one of [workspace, ...others]) one.remove();
    await replay.close();
  });

  const port = 8080;

  it("a value that is not a map of objects is refused", async () => {
    expect(await workspace.refusal(...given([1]))).toContain(
      "workloads: [1] is not valid. Expected a map of objects, for example { web = { port = 8080",
    );
  });

  /** Wrong workloads by name, each with the message about it. A plan refuses all of them at once. */
  type Refused = Record<string, [workload: object, says: string]>;

  const byTheVariable: Refused = {
    "unknown-key": [
      { prot: 80 },
      ': the key "prot" is not known. Expected one of architecture, args, before,',
    ],
    "text-for-number": [{ port: "http" }, '.port: "http" is not valid. Expected a number.'],
    "text-for-list": [
      { command: "node x" },
      '.command: "node x" is not valid. Expected a list of texts, for example ["--verbose"].',
    ],
    "name-of-a-user": [{ user: "node" }, '.user: "node" is not valid. Expected a number.'],
    "no-such-image": [
      { image: "web" },
      '.image: "web" is not valid. Expected the name of an image in images, which has backend, frontend.',
    ],
    "path-alike": [
      { port, ingress: { path: "/" } },
      ".ingress.path: / of any host is not valid, because workloads.path-twice has it too.",
    ],
    "path-twice": [{ port, ingress: { path: "/" } }, " has it too."],
  };

  const byTheModule: Refused = {
    "unknown-probe": [
      { port, probes: { livenes: {} } },
      '.probes: the key "livenes" is not known. Expected one of liveness, readiness, startup.',
    ],
    "unknown-key-of-probe": [
      { port, probes: { readiness: { url: "/" } } },
      '.probes.readiness: the key "url" is not known. Expected one of failure_threshold,',
    ],
    "port-out-of-range": [
      { port: 70000 },
      ".port: 70000 is not valid. Expected a whole number from 1 to 65535.",
    ],
    "probe-out-of-range": [
      { port, probes: { liveness: { port: 0 } } },
      ".probes.liveness.port: 0 is not valid. Expected a whole number from 1 to 65535.",
    ],
    "ingress-without-port": [
      { ingress: { path: "/" } },
      ".port: null is not valid, because the workload has an ingress",
    ],
    "another-kind": [
      { kind: "DaemonSet" },
      '.kind: "DaemonSet" is not valid. Expected Deployment, Job or CronJob.',
    ],
    "schedule-without-cron-job": [
      { schedule: "0 3 * * *" },
      '.schedule: "0 3 * * *" is not valid for the kind Deployment. Expected only with kind = "CronJob".',
    ],
    "cron-job-without-schedule": [
      { kind: "CronJob" },
      ".schedule: null is not valid. Expected five fields",
    ],
    "replicas-beside-scale": [
      { replicas: 2, scale: { max: 4 } },
      ".replicas: 2 is not valid beside scale",
    ],
    "path-without-slash": [
      { port, ingress: { path: "api" } },
      '.ingress.path: "api" is not valid. Expected a path that begins with /',
    ],
    "another-architecture": [
      { architecture: "x86" },
      '.architecture: "x86" is not valid. Expected amd64 or arm64.',
    ],
  };

  // Everything else depends on these Jobs, so Terraform does not check it before the Jobs are right.
  const ofJobsBefore: Refused = {
    "job-before-job": [
      { kind: "Job", before: "seed" },
      '.before: "seed" is not valid. Expected "deployments": Jobs have no order among themselves',
    ],
    "deployment-before": [
      { before: "deployments" },
      '.before: "deployments" is not valid for the kind Deployment. Expected only with kind = "Job".',
    ],
  };

  it.each<[string, Refused]>([
    ["the variable", byTheVariable],
    ["the module", byTheModule],
    ["the module of Jobs that come first", ofJobsBefore],
    ["the rule of names", { "a-name-that-is-longer-than-forty-letters-": [{}, ""] }],
  ])("everything that %s does not accept is reported at once", async (_, refused) => {
    const workloads = Object.entries(refused).map(([name, [workload]]) => [
      name,
      { image: "frontend", ...workload },
    ]);
    const said = await workspace.refusal(...given(Object.fromEntries(workloads) as object));
    const missing = Object.entries(refused)
      .map(([name, [, says]]) => (says === "" ? NAME(name) : `workloads.${name}${says}`))
      .filter((sentence) => !said.includes(sentence));
    expect(missing).toStrictEqual([]);
  });

  it("plans the current workspace with the state of an earlier version without destroying anything", async () => {
    const before = new Workspace("kubernetes", replay.providers.environment(), BEFORE);
    others.push(before);
    const { url, certificateAuthority } = replay.kubernetes;
    const cluster = [`-var=host=${url}`, `-var=certificate=${certificateAuthority}`];
    await before.init();
    await before.plan(...cluster);
    await before.apply();
    const state = path.join(workspace.directory, "terraform.tfstate");
    copyFileSync(path.join(before.directory, "terraform.tfstate"), state);
    const server = { port, user: 10001 };
    const { plan, said } = await workspace.plan(
      ...given({ frontend: { ...server, ingress: { path: "/" } }, backend: server }),
    );
    expect(said).toContain("2 to add, 10 to change, 0 to destroy");
    expect(actionsOf(plan)).toStrictEqual(
      [
        ...["create", "update"].flatMap((action) =>
          ["backend", "frontend"].flatMap((name) =>
            (action === "create"
              ? ["network_policy_v1.this"]
              : [
                  "deployment_v1.this[0]",
                  "pod_disruption_budget_v1.this[0]",
                  "service_account_v1.this",
                  "service_v1.this[0]",
                ]
            ).map((type) => `${action} module.workload["${name}"].kubernetes_${type}`),
          ),
        ),
        "update kubernetes_ingress_v1.this[0]",
        "update kubernetes_namespace_v1.this",
      ].sort(),
    );
    await workspace.apply();
  });

  const ALL = {
    web: {
      image: "frontend",
      port: 80,
      user: 101,
      architecture: "arm64",
      writable_paths: ["/tmp", "/var/cache/nginx"],
      scale: { max: 5 },
      config: { "/etc/nginx/conf.d/default.conf": "server {}" },
      secrets: { TOKEN: { key: "token" }, OTHER: { secret: "other", key: "x" } },
      service_account: { role_arn: "arn:aws:iam::111122223333:role/fleet-web" },
      ingress: { path: "/" },
    },
    api: {
      image: "backend",
      port: 5000,
      replicas: 1,
      ingress: { path: "/api" },
      probes: { startup: { port: 5001 }, readiness: { path: "/ready" } },
    },
    worker: { image: "backend", args: ["work"] },
    nightly: { kind: "CronJob", image: "backend", schedule: "0 3 * * *" },
    seed: { kind: "Job", image: "backend", retries: 2 },
    migrate: { kind: "Job", image: "backend", before: "deployments", command: ["./migrate"] },
  };

  it("applies all kinds with all their keys, and the next plan is empty", async () => {
    await workspace.plan(...given(ALL));
    const said = await workspace.apply();
    const job = said.indexOf(
      'module.before["migrate"].kubernetes_job_v1.this[0]: Creation complete',
    );
    expect(job).toBeGreaterThan(0);
    for (const name of ["web", "api", "worker"])
      expect(said.indexOf(`module.workload["${name}"].kubernetes_deployment_v1`)).toBeGreaterThan(
        job,
      );
    expect(
      said.indexOf('module.workload["web"].aws_eks_pod_identity_association.this[0]: Creation'),
    ).toBeLessThan(
      said.indexOf('module.workload["web"].kubernetes_deployment_v1.this[0]: Creating'),
    );
    const next = await workspace.plan(...given(ALL));
    expect([next.code, actionsOf(next.plan)]).toStrictEqual([0, []]);
  });

  it("passes secret values to the cluster, and keeps them nowhere else", async () => {
    expect(
      await replay.send("GET", "/api/v1/namespaces/fleet/secrets/fleet-secrets"),
    ).toMatchObject({
      data: { token: Buffer.from(SECRET).toString("base64") },
    });
    expect(await workspace.succeed("state", "pull")).not.toContain(SECRET);
    const { plan } = await workspace.plan(...given(ALL), "-var=secrets_revision=2");
    expect(JSON.stringify(plan)).not.toContain(SECRET);
    expect(actionsOf(plan)).toStrictEqual([
      "update kubernetes_secret_v1.values[0]",
      'update module.workload["web"].kubernetes_deployment_v1.this[0]',
    ]);
  });

  it("leaves the number of pods to the autoscaler", async () => {
    await replay.send("PATCH", "/apis/apps/v1/namespaces/fleet/deployments/web", [
      { op: "replace", path: "/spec/replicas", value: 4 },
    ]);
    expect((await workspace.plan(...given(ALL))).code).toBe(0);
  });

  it("a Job with another template is another Job, and an unchanged Job does not run again", async () => {
    const { plan } = await workspace.plan(
      ...given({ ...ALL, migrate: { ...ALL.migrate, command: ["./migrate", "--all"] } }),
    );
    expect(actionsOf(plan)).toStrictEqual([
      'delete+create module.before["migrate"].kubernetes_job_v1.this[0]',
    ]);
  });

  it("runs no Job in a rollback, and destroys nothing else", async () => {
    const { plan } = await workspace.plan(...given(ALL), "-var=rolling_back=true");
    expect(actionsOf(plan)).toStrictEqual([
      'delete module.before["migrate"].kubernetes_job_v1.this[0]',
      'delete module.workload["seed"].kubernetes_job_v1.this[0]',
    ]);
  });

  it("changes no Deployment if the Job before it fails, and reports this in the words of the real provider", async () => {
    replay.kubernetes.fail({ reason: "crash", container: "migrate" });
    const failing = { ...ALL.migrate, command: ["./migrate", "--new"] };
    await workspace.plan(
      ...given({ ...ALL, migrate: failing, api: { ...ALL.api, env: { NEW: "1" } } }),
    );
    const { code, stdout, stderr } = await workspace.terraform("apply", "-no-color", "tfplan");
    expect(code).toBe(1);
    expect(stderr.replaceAll(/[\s│]+/g, " ")).toMatch(
      /job: fleet\/migrate-[0-9a-f]{8} is in failed state/,
    );
    expect(stdout).not.toContain("kubernetes_deployment_v1.this[0]: Modifying");
    replay.kubernetes.recover();
  });

  it("passes terraform test", async () => {
    const own = new Workspace("kubernetes", replay.providers.environment());
    others.push(own);
    await own.init();
    expect(await own.succeed("test", "-no-color")).toMatch(/Success! \d+ passed, 0 failed\./);
  });
});
