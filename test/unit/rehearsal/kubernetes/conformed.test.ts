// What the comparison with the real control plane (test/rehearsal/kubernetes) found and was mended.
import { afterEach, describe, expect, it } from "@jest/globals";
import type { Kubernetes } from "../../../../rehearsal/kubernetes/index.ts";
import { APPS, CORE, call, deployment, isRolledOut, patch, post, start, until } from "./world.ts";

let kube: Kubernetes;
afterEach(() => kube.close());

const apply = (path: string, body: unknown) =>
  call(kube, path, { method: "PATCH", body, type: "application/apply-patch+yaml" });

describe("rollouts", () => {
  it("with the strategy Recreate the new pods follow the last old one", async () => {
    kube = await start();
    const body = deployment("web", "repo/web:1", { strategy: { type: "Recreate" } });
    await post(kube, `${APPS}/deployments`, body);
    await isRolledOut(kube, "web");
    const containers = [{ name: "web", image: "repo/web:2" }];
    const change = { spec: { template: { spec: { containers } } } };
    await patch(kube, `${APPS}/deployments/web`, change, "strategic-merge-patch+json");
    await isRolledOut(kube, "web");
    const images = kube.objects("pods").map(({ spec }) => spec.containers[0]?.image);
    expect(images).toStrictEqual(["repo/web:2", "repo/web:2"]);
  });

  it("a release that is taken back is remembered as revision history", async () => {
    kube = await start();
    await post(kube, `${APPS}/deployments`, deployment("web", "repo/web:1"));
    await isRolledOut(kube, "web");
    for (const image of ["repo/web:2", "repo/web:1"]) {
      const change = { spec: { template: { spec: { containers: [{ name: "web", image }] } } } };
      await patch(kube, `${APPS}/deployments/web`, change, "strategic-merge-patch+json");
      await isRolledOut(kube, "web");
    }
    const revisions = kube
      .objects("replicasets")
      .map(({ metadata }) => [
        metadata.annotations?.["deployment.kubernetes.io/revision"],
        metadata.annotations?.["deployment.kubernetes.io/revision-history"],
      ]);
    expect(revisions.sort()).toStrictEqual([
      ["2", undefined],
      ["3", "1"],
    ]);
  });

  it("a pod has its token, its zone, and events without the old times from the scheduler", async () => {
    kube = await start();
    await post(kube, `${APPS}/deployments`, deployment("web", "repo/web:1", { replicas: 1 }));
    await isRolledOut(kube, "web");
    const [pod] = kube.objects("pods");
    expect(pod?.metadata.labels).toMatchObject({ "topology.kubernetes.io/region": "eu-west-1" });
    expect(JSON.stringify(pod?.spec["volumes"])).toContain("kube-api-access-");
    const [scheduled] = kube.objects("events").filter(({ reason }) => reason === "Scheduled");
    expect(scheduled).toMatchObject({
      firstTimestamp: null,
      lastTimestamp: null,
      source: {},
      reportingComponent: "default-scheduler",
    });
    expect(scheduled?.eventTime).toMatch(/\.\d{6}Z$/);
  });

  it("a service account that is not there keeps the pods from being created", async () => {
    kube = await start();
    const pod = { serviceAccountName: "nobody" };
    await post(kube, `${APPS}/deployments`, deployment("web", "repo/web:1", {}, pod));
    const [web] = await until(kube, APPS, "deployments", ([one]) =>
      Boolean(one?.status.conditions?.some(({ type }) => type === "ReplicaFailure")),
    );
    expect(JSON.stringify(web?.status.conditions)).toContain(
      "error looking up service account default/nobody",
    );
  });
});

describe("refusals", () => {
  it.each([
    [{ minReadySeconds: 10, progressDeadlineSeconds: 10 }, "must be greater than minReadySeconds"],
    [
      { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: "0%" } } },
      "may not be 0 when `maxSurge` is 0",
    ],
  ])("422 for a deployment with %j", async (spec, message) => {
    kube = await start();
    const answer = await post(kube, `${APPS}/deployments`, deployment("web", "repo/web:1", spec));
    expect([answer.status, answer.body.message]).toStrictEqual([
      422,
      expect.stringContaining(message),
    ]);
  });

  it("strict field validation refuses what the kind does not have; without it, it is dropped", async () => {
    kube = await start();
    const body = { metadata: { name: "m" }, dada: { a: "1" } };
    const strict = await post(kube, `${CORE}/configmaps?fieldValidation=Strict`, body);
    expect([strict.status, strict.body.message]).toStrictEqual([
      400,
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "dada"',
    ]);
    const loose = await post(kube, `${CORE}/configmaps`, body);
    expect([loose.status, "dada" in loose.body]).toStrictEqual([201, false]);
  });

  it("a quota on requests wants every container to say its own (K-E 41)", async () => {
    kube = await start();
    const hard = { "requests.cpu": "1" };
    await post(kube, `${CORE}/resourcequotas`, { metadata: { name: "team" }, spec: { hard } });
    const spec = { containers: [{ name: "web", image: "repo/web:1" }] };
    const answer = await post(kube, `${CORE}/pods`, { metadata: { name: "solo" }, spec });
    expect(answer.body.message).toBe(
      'pods "solo" is forbidden: failed quota: team: must specify requests.cpu for: web',
    );
  });
});

describe("what is read", () => {
  it("the items of a list have no kind of their own", async () => {
    kube = await start();
    const { body } = await call(kube, `${CORE}/configmaps`);
    expect(body.items.map((item) => ["kind" in item, "apiVersion" in item])).toStrictEqual([
      [false, false],
    ]);
  });

  it("objects without their bodies", async () => {
    kube = await start();
    const accept = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json";
    const { body } = await call(kube, `${CORE}/configmaps/kube-root-ca.crt`, {
      headers: { accept },
    });
    expect([body.kind, "data" in body]).toStrictEqual(["PartialObjectMetadata", false]);
  });

  it("managers in the order of the API: who applies first", async () => {
    kube = await start();
    const map = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "m" } };
    await post(kube, `${CORE}/configmaps?fieldManager=z`, { ...map, data: { a: "1" } });
    const path = `${CORE}/configmaps/m?fieldManager=a`;
    const { body } = await apply(path, { ...map, data: { b: "1" } });
    expect(body.metadata["managedFields"]).toMatchObject([
      { manager: "a", operation: "Apply", fieldsV1: { "f:data": { "f:b": {} } } },
      { manager: "z", operation: "Update", fieldsV1: { "f:data": { ".": {}, "f:a": {} } } },
    ]);
  });
});
