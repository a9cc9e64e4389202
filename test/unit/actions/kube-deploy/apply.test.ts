import { afterEach, expect, test } from "@jest/globals";
import { applyOrReadState } from "../../../../actions/kube-deploy/src/apply.ts";
import { KubernetesClient } from "../../../../actions/kube-deploy/src/api/client.ts";
import type { ClusterContext } from "../../../../actions/kube-deploy/src/cluster/access-entry.ts";
import type { Inputs } from "../../../../actions/kube-deploy/src/contract.ts";
import { scriptTool } from "../../../support/scripted-tool.ts";
import type { Rule, ScriptedTool } from "../../../support/scripted-tool.ts";

let tool: ScriptedTool | undefined;
afterEach(() => tool?.remove());

/** Prepares the apply of a workspace without workloads. */
function stage(apply: Partial<Rule> = {}, isChanged = true) {
  tool = scriptTool([
    { begins: "plan", code: isChanged ? 2 : 0, writesPlan: true },
    {
      begins: "show -json /",
      stdout: JSON.stringify({ format_version: "1.2", applyable: isChanged }),
    },
    { begins: "show -json", stdout: '{"format_version": "1.0"}' },
    { begins: "apply", ...apply },
  ]);
  const { rootModule, calls } = tool;
  const inputs = {
    command: "deploy",
    images: {},
    variables: {},
    variableFiles: [],
    imageVariables: {},
    outputVariables: {},
  } as unknown as Inputs;
  const progress = { began: false, changed: false };
  const applied = () => calls().filter((call) => call.startsWith("apply"));
  const start = (
    checkPlan: () => void = () => undefined,
    environment: Record<string, string> = {},
  ) =>
    applyOrReadState(
      { ...rootModule, job: { ...rootModule.job, environment } },
      inputs,
      new KubernetesClient({ server: "https://cluster.invalid", certificateAuthority: undefined }),
      {} as ClusterContext,
      { progress, checkPlan },
    );
  return { start, progress, applied };
}

test("a plan with changes is applied after its check", async () => {
  const { start, progress, applied } = stage();
  let before: string[] | undefined;
  const { waitError } = await start(() => (before = applied()));
  expect([before, applied().length, waitError]).toStrictEqual([[], 1, undefined]);
  expect(progress).toStrictEqual({ began: true, changed: true });
});

test("a plan that its check refuses is not applied", async () => {
  const { start, progress, applied } = stage();
  const refusal = new Error("not reviewed");
  await expect(
    start(() => {
      throw refusal;
    }),
  ).rejects.toBe(refusal);
  expect([applied(), progress]).toStrictEqual([[], { began: false, changed: false }]);
});

test("a job that does not hold its lease applies nothing", async () => {
  const { start, progress, applied } = stage();
  await expect(start(undefined, { EKS_PIPELINE_LEASE: "no lease" })).rejects.toMatchObject({
    reason: "lease-lost",
  });
  expect([applied(), progress.began]).toStrictEqual([[], false]);
});

test("a failed apply is an error; if no change was made, nothing counts as changed", async () => {
  const { start, progress } = stage({ code: 1 });
  await expect(start()).rejects.toMatchObject({ reason: "apply-failed" });
  expect(progress).toStrictEqual({ began: true, changed: false });
});

test("if terraform gave up waiting for a rollout, that is not an error yet: the cluster knows the reason", async () => {
  const diagnostic = {
    severity: "error",
    summary: "Waiting for rollout to finish: 1 replicas wanted; 0 ready",
    detail: "",
    address: "kubernetes_deployment_v1.web",
  };
  const stdout = `${JSON.stringify({ "@level": "error", "@message": "Error", type: "diagnostic", diagnostic })}\n`;
  const { start, progress } = stage({ code: 1, stdout });
  expect((await start()).waitError?.reason).toBe("apply-failed");
  expect(progress.changed).toBe(true);
});

test("without changes nothing is applied", async () => {
  const { start, progress, applied } = stage({}, false);
  await start();
  expect([applied(), progress]).toStrictEqual([[], { began: true, changed: false }]);
});
