// `command: check` reads the inputs of a deployment as the deployment will, before an earlier step changes anything.
import { expect, test } from "@jest/globals";
import { deployFleet } from "../support/kubernetes/deployments.ts";
import { api, cloud, useFleet } from "../support/kubernetes/use-fleet.ts";

useFleet();

/** Runs `command: check` as the first job does: neither a workspace nor a cluster is known there. */
const check = (inputs: Record<string, string> = {}) =>
  deployFleet(cloud, {
    inputs: {
      command: "check",
      "working-directory": "",
      "cluster-name": "",
      images: "",
      "role-arn": "",
      ...inputs,
    },
  });

test("accepts what a deployment can use, and contacts nothing", async () => {
  const run = await check({ soak: "5m", "smoke-tests": "[{url: /healthz}]" });
  expect([run.exitCode, run.outputs]).toStrictEqual([0, {}]);
  expect(run.stdout).toContain("the inputs of the deployment are valid");
  expect((await run.post()).exitCode).toBe(0);
  expect([run.terraform.calls(), api.requests.length]).toStrictEqual([[], 0]);
});

test("refuses all that the deployment would refuse, in its words", async () => {
  const wrong = {
    timeout: "10 min",
    soak: "five",
    "no-activity-timeout": "x",
    "crash-tolerance": "-1",
    "log-lines": "many",
    "smoke-tests": "[{url: /healthz, staus: 200}]",
    workloads: "[{namespace: shop}]",
    rollback: "last_good",
    "unstick-statefulsets": "maybe",
  };
  const given = await check(wrong);
  expect([given.exitCode, given.outputs["failure-reason"]]).toStrictEqual([1, "invalid-input"]);
  const deploying = await deployFleet(cloud, { inputs: wrong });
  const text = ({ annotations }: typeof given) => annotations.at(-1)?.text;
  expect(text(given)).toMatch(
    /^9 inputs are not valid\. .*soak: "five" is not valid\. Expected a dur/,
  );
  expect(text(deploying)).toBe(text(given));
});

test("refuses inputs that contradict each other", async () => {
  const { outputs, annotations } = await check({ rollback: "last-good", record: "none" });
  expect(outputs["failure-reason"]).toBe("invalid-input");
  expect(annotations.at(-1)?.text).toContain(
    'record: "none" is not valid with rollback: last-good',
  );
});

test("refuses a rollback without a reason: a release that is not promoted is one to go back to", async () => {
  const release = "20261128T190000Z-0123456789ab";
  const { outputs, annotations } = await check({ release });
  expect(outputs["failure-reason"]).toBe("invalid-input");
  expect(annotations.at(-1)?.text).toContain("override-reason: nothing is given, but it is needed");
  expect((await check({ release, "override-reason": "it lost orders" })).exitCode).toBe(0);
  expect((await check({ release, "promoted-from": "staging" })).exitCode).toBe(0);
});
