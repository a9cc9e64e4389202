import { beforeEach, describe, expect, test } from "@jest/globals";
import { findWorkloads } from "../../../../../actions/kube-deploy/src/workloads/find.ts";
import { wantedWorkloads } from "../../../../../actions/kube-deploy/src/workloads/input.ts";
import { answer, status } from "../../../../support/kubernetes/api.ts";
import { HELM_SECRETS, helmSecret } from "../../../../support/kubernetes/helm.ts";
import { api, client, useScriptedApi } from "../../../../support/kubernetes/use-scripted-api.ts";

useScriptedApi();

beforeEach(() => {
  for (const [name, labels] of Object.entries({ web: { app: "web" }, api: { app: "api" } }))
    api.set("/apis/apps/v1/namespaces/fleet/deployments", { metadata: { name, labels } });
  api.set("/apis/batch/v1/namespaces/fleet/jobs", {
    metadata: {
      name: "nightly-1",
      labels: { app: "web" },
      ownerReferences: [{ controller: true }],
    },
  });
  api.set("/apis/batch/v1/namespaces/fleet/jobs", {
    metadata: { name: "migrate", labels: { app: "web" } },
  });
  discover({ "cert-manager.io": ["Certificate"], "argoproj.io": ["Application", "Rollout"] });
  api.set("/apis/cert-manager.io/v1/namespaces/fleet/certificates", { metadata: { name: "tls" } });
});

/** Makes the API serve these kinds by group, all in version v1. */
function discover(kinds: Record<string, string[]>): void {
  const groups = Object.keys(kinds).map((name) => ({
    name,
    preferredVersion: { groupVersion: `${name}/v1` },
  }));
  api.documents.set("/apis", { groups });
  api.documents.set("/api/v1", { resources: [{ name: "nodes", kind: "Node", namespaced: false }] });
  for (const [group, names] of Object.entries(kinds))
    api.documents.set(`/apis/${group}/v1`, {
      resources: names.flatMap((kind) => {
        const plural = `${kind.toLowerCase()}s`;
        const shortNames = [kind.toLowerCase().slice(0, 4)];
        return [
          { name: plural, singularName: kind.toLowerCase(), kind, namespaced: true, shortNames },
          { name: `${plural}/status`, kind, namespaced: true },
        ];
      }),
    });
}

const find = (entries: string) => findWorkloads(client, wantedWorkloads.parse(entries));
const namesOf = async (entries: string) => {
  const { objects, custom } = await find(entries);
  return [
    ...objects.flatMap((found) =>
      found.objects.map(({ kind, metadata }) => `${kind} ${metadata?.name}`),
    ),
    ...custom.map(
      ({ kind, name, custom: { group, plural } }) => `${kind} ${name} ${plural}.${group}`,
    ),
  ];
};

const listsOf = (plural: string) =>
  api.requests.filter((request) => request.includes(`/${plural}?`));

describe("an entry finds", () => {
  test.each([
    ["deployment/web", ["Deployment web"]],
    ["Deployment/web", ["Deployment web"]],
    ["deployments.apps/web", ["Deployment web"]],
    ["deploy/web", ["Deployment web"]],
    ["job/migrate", ["Job migrate"]],
    ["certificate/tls", ["Certificate tls certificates.cert-manager.io"]],
    ["cert/tls", ["Certificate tls certificates.cert-manager.io"]],
    ["certificates.cert-manager.io/tls", ["Certificate tls certificates.cert-manager.io"]],
  ])("%s as %j", async (workload, names) => {
    await expect(namesOf(`[{namespace: fleet, workload: ${workload}}]`)).resolves.toStrictEqual(
      names,
    );
  });

  test("by a selector, only objects that nothing else controls", async () => {
    await expect(namesOf("[{namespace: fleet, selector: app=web}]")).resolves.toStrictEqual([
      "Deployment web",
      "Job migrate",
    ]);
  });

  test("the objects of several entries of one kind with one list request", async () => {
    const entries =
      "[{namespace: fleet, workload: deploy/web}, {namespace: fleet, workload: deploy/api}]";
    await expect(namesOf(entries)).resolves.toStrictEqual(["Deployment web", "Deployment api"]);
    expect(listsOf("deployments")).toHaveLength(1);
  });

  test("custom kinds with one discovery, however many entries need it", async () => {
    const names = ["certificate/tls", "cert/tls", "certificates.cert-manager.io/tls"];
    await find(`[${names.map((name) => `{namespace: fleet, workload: ${name}}`).join(", ")}]`);
    const discovery = api.requests.filter((request) =>
      /^GET \/apis?(?:\/[^/]+){0,2}$/.test(request),
    );
    expect(discovery.sort()).toStrictEqual([
      "GET /api/v1",
      "GET /apis",
      "GET /apis/argoproj.io/v1",
      "GET /apis/cert-manager.io/v1",
    ]);
  });

  test("K-E 51: by a Helm release, the objects of its newest revision", async () => {
    const manifest = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}}";
    api.set(HELM_SECRETS, helmSecret({ revision: 9, status: "superseded" }));
    api.set(HELM_SECRETS, helmSecret({ revision: 10, manifest }));
    api.set(HELM_SECRETS, helmSecret({ name: "other", revision: 30 }));
    const { objects, releases } = await find("[{namespace: fleet, helm-release: frontend}]");
    expect(objects).toMatchObject([
      {
        origin: "the Helm release fleet/frontend (revision 10)",
        objects: [{ kind: "Deployment", metadata: { name: "web", namespace: "fleet" } }],
      },
    ]);
    expect(releases.map(({ release }) => release.revision)).toStrictEqual([10]);
  });
});

describe("problems of entries", () => {
  test.each([
    [
      "workload: deployment/webb",
      "Deployment fleet/webb does not exist; namespace fleet has Deployment web, api. Did you mean web?",
    ],
    ["workload: statefulset/db", "namespace fleet has no StatefulSet"],
    ["workload: widget/a", "widget/a in fleet: the cluster has no kind widget"],
    ["workload: constructor/a", "constructor/a in fleet: the cluster has no kind constructor"],
    ["workload: widget.example.org/a", "the group example.org has no kind widget"],
    ["workload: node/a", "a Node does not belong to a namespace"],
    ["workload: certificate/other", "namespace fleet has Certificate tls"],
    [
      "selector: app=db",
      "selector app=db in fleet matches no Deployment, StatefulSet, DaemonSet, Job; namespace fleet has Deployment web, Deployment api, Job migrate",
    ],
    [
      "helm-release: frontnd",
      "Helm release fleet/frontnd does not exist; namespace fleet has Helm release frontend. Did you mean frontend?",
    ],
  ])("refuses %s", async (entry, message) => {
    api.set(HELM_SECRETS, helmSecret());
    await expect(find(`[{namespace: fleet, ${entry}}]`)).rejects.toMatchObject({
      reason: "workload-not-found",
      message: expect.stringContaining(message),
    });
  });

  test("refuses a kind that never reports whether it is ready, once its group is known", async () => {
    discover({ "networking.k8s.io": ["Ingress"] });
    await expect(find("[{namespace: fleet, workload: ingress/web}]")).rejects.toMatchObject({
      reason: "workload-not-found",
      message: expect.stringMatching(
        /^ingress\/web in fleet: for: nothing is given, but an object of the kind Ingress .* Expected jsonpath=.*=web$/,
      ),
    });
  });

  test("refuses a kind that several groups have", async () => {
    discover({ "argoproj.io": ["Application"], "app.k8s.io": ["Application"] });
    await expect(find("[{namespace: fleet, workload: application/a}]")).rejects.toThrow(
      "several kinds are called application: Application.argoproj.io, Application.app.k8s.io",
    );
  });

  test("names all problems at once", async () => {
    await expect(
      find("[{namespace: fleet, workload: job/a}, {namespace: b, workload: deploy/c}]"),
    ).rejects.toThrow(/Job fleet\/a does not exist.*; Deployment b\/c does not exist/);
  });

  test.each([
    [
      {
        status: "failed",
        description: "Upgrade failed: timed out",
        hooks: [{ kind: "Job", name: "migrate", last_run: { phase: "Failed" } }],
      },
      "Helm release fleet/frontend is failed in revision 5: Upgrade failed: timed out. Its hook failed: Job migrate. Revision 4 is the last one that was deployed",
    ],
    [
      { status: "pending-upgrade", description: "" },
      "Helm release fleet/frontend is pending-upgrade in revision 5. Revision 4 is the last one that was deployed. Another Helm command is changing it, or was killed: wait for it, or run `helm rollback frontend 4 --namespace fleet`",
    ],
  ])("K-E 80: explains a release that is not deployed: %j", async (kept, message) => {
    api.set(HELM_SECRETS, helmSecret({ revision: 4 }));
    api.set(HELM_SECRETS, helmSecret({ revision: 5, ...kept }));
    const { releases } = await find("[{namespace: fleet, helm-release: frontend}]");
    expect(releases).toMatchObject([{ undeployed: message }]);
  });

  test("explains a release whose first install is pending", async () => {
    api.set(HELM_SECRETS, helmSecret({ status: "pending-install" }));
    const first = await find("[{namespace: fleet, helm-release: frontend}]");
    expect(first.releases[0]?.undeployed).toContain(
      "No revision of it is deployed. Another Helm command is changing it, or was killed: wait for it, or run `helm uninstall frontend --namespace fleet`",
    );
    api.set(HELM_SECRETS, helmSecret({ revision: 2, status: "pending-upgrade" }));
    const second = await find("[{namespace: fleet, helm-release: frontend}]");
    expect(second.releases[0]?.undeployed).toContain(
      "or run `helm rollback frontend --namespace fleet`",
    );
  });

  test("K-E 80: watches those objects of a failed release that exist", async () => {
    const manifest = ["web", "worker", "api"]
      .map((name) => `---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\n`)
      .join("");
    api.set(HELM_SECRETS, helmSecret({ status: "failed", manifest }));
    expect(await namesOf("[{namespace: fleet, helm-release: frontend}]")).toStrictEqual([
      "Deployment web",
      "Deployment api",
    ]);
    expect(listsOf("deployments")).toHaveLength(1);
  });

  test("K-E 80: watches the failed hook Job instead of the objects that Helm did not change", async () => {
    const hooks = [
      { kind: "Job", name: "migrate", last_run: { phase: "Failed" } },
      { kind: "Job", name: "seed", last_run: { phase: "Succeeded" } },
    ];
    const manifest = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n";
    api.set(HELM_SECRETS, helmSecret({ status: "failed", manifest, hooks }));
    expect(await namesOf("[{namespace: fleet, helm-release: frontend}]")).toStrictEqual([
      "Job migrate",
    ]);
  });

  test("refuses a release that cannot be read", async () => {
    api.set(HELM_SECRETS, { ...helmSecret(), data: { release: "" } });
    await expect(find("[{namespace: fleet, helm-release: frontend}]")).rejects.toThrow(
      "Helm release fleet/frontend cannot be read from its Secret",
    );
  });
});

test("a name that the core group and another group have means the core group, as in kubectl", async () => {
  discover({ "metrics.k8s.io": ["PodMetrics"] });
  const [name, names] = ["pods", { singularName: "pod", namespaced: true }];
  api.documents.set("/api/v1", { resources: [{ name, kind: "Pod", ...names }] });
  api.documents.set("/apis/metrics.k8s.io/v1", {
    resources: [{ name, kind: "PodMetrics", ...names }],
  });
  api.set("/api/v1/namespaces/fleet/pods", { metadata: { name: "web-1" } });
  await expect(namesOf("[{namespace: fleet, workload: pod/web-1}]")).resolves.toStrictEqual([
    "Pod web-1 pods.",
  ]);
});

test("an API group whose server is down affects only its own kinds", async () => {
  api.script.push({
    match: /^\/apis\/argoproj\.io\/v1$/,
    answer: (_, response) => answer(response, 503, status(503, "ServiceUnavailable", "down")),
  });
  await expect(namesOf("[{namespace: fleet, workload: certificate/tls}]")).resolves.toHaveLength(1);
});

test("a refusal by the cluster is not reported as a wrong entry", async () => {
  api.script.push({
    match: /deployments/,
    answer: (_, response) => answer(response, 403, status(403, "Forbidden", "no")),
  });
  await expect(find("[{namespace: fleet, workload: deploy/web}]")).rejects.toMatchObject({
    status: 403,
  });
});
