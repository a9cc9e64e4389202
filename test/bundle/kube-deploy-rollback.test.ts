// Rollbacks: after a failed rollout, and by command.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { Current } from "../../actions/lib/releases/current.ts";
import { BUCKET } from "../support/cloud.ts";
import { OTHER_DIGEST, deployFleet, imagesOf } from "../support/kubernetes/deployments.ts";
import type { Deploying } from "../support/kubernetes/deployments.ts";
import { DIGEST, PATHS, putBroken, putHealthy, state } from "../support/kubernetes/fleet.ts";
import { stateResource } from "../support/kubernetes/state-resource.ts";
import { api, cloud, useFleet } from "../support/kubernetes/use-fleet.ts";
import { storedDocuments, storedEvents } from "../support/releases/stored.ts";
import { rare } from "../support/rare.ts";
import { expectFailure } from "../support/expect-failure.ts";

const [GOOD, BAD] = ["a", "b"].map((letter) => letter.repeat(40)) as [string, string];
const FILES = {
  "kubernetes/main.tf": "# first\n",
  "kubernetes/.terraform/terraform.tfstate": '{"backend": {}}',
  "environments/dev.tfvars.json": '{"replicas": 2}',
};

useFleet();

const current = () => storedDocuments(cloud)["current.json"] as Current;
const NEWER = { ...FILES, "kubernetes/main.tf": "# second\n" };
const DENIED = "<Error><Code>AccessDenied</Code></Error>";

/** Deploys the first commit, which becomes the last verified release. */
async function deployGood(change: Deploying = {}): Promise<string> {
  putHealthy(api);
  const { exitCode, outputs } = await deployFleet(cloud, {
    files: FILES,
    sha: GOOD,
    ...change,
    inputs: { "variable-files": "environments/dev.tfvars.json", ...change.inputs },
  });
  expect([exitCode, outputs["failure-reason"]]).toStrictEqual([0, undefined]);
  return outputs["release-id"] ?? "";
}

/** Deploys the second commit, with another image that cannot be pulled. */
function deployBad(change: Deploying = {}) {
  putBroken(api);
  return deployFleet(cloud, {
    sha: BAD,
    runId: 502,
    files: { ...FILES, "kubernetes/main.tf": "# second\n" },
    onLine: (line) => {
      // The old image exists, so its pods start.
      if (line.includes("is rolled back to release")) putHealthy(api);
    },
    ...change,
    inputs: { rollback: "last-good", images: imagesOf(OTHER_DIGEST), ...change.inputs },
  });
}

describe("a rollout that fails", () => {
  test("is rolled back to the last verified release, and still fails (K-E 54)", async () => {
    const id = await deployGood();
    let restored = "";
    const { exitCode, outputs, terraform, annotations, summary } = await deployBad({
      onLine: (line) => {
        if (!line.includes("is rolled back to release")) return;
        putHealthy(api);
        restored = line;
      },
    });
    expect(restored).toContain(id);
    expect([exitCode, outputs["failure-reason"]]).toStrictEqual([1, "image-not-found"]);
    expect(outputs).toMatchObject({ status: "rolled-back", "rolled-back-to": id });
    const error = annotations.findLast(({ level }) => level === "error");
    expect(error?.text).toContain(`dev runs release ${id} of commit ${GOOD} again, verified`);
    expect(summary).toContain(`**Rolled back:** dev runs release`);
    // The rollback uses the images and variable files of the release, in the release's own files, which are in another
    // folder.
    expect(terraform.calls()).toStrictEqual([
      ...["version", "plan", "show", "apply", "show"],
      ...["init", "plan", "show", "apply", "show"],
    ]);
    expect(terraform.variables()).toStrictEqual({
      replicas: 2,
      images: JSON.parse(imagesOf(DIGEST)) as unknown,
    });
    expect(terraform.environment()["TF_VAR_rolling_back"]).toBe("true");
    const folder = terraform.environment()["PWD"] ?? "";
    expect(folder).toContain("/rollback/workspace/kubernetes");
    expect(readFileSync(path.join(folder, "main.tf"), "utf8")).toBe("# first\n");
    expect(existsSync(path.join(folder, ".terraform/terraform.tfstate"))).toBe(true);
    // The release is live again. From now on, the failed commit is refused.
    expect(current()).toMatchObject({
      release: id,
      commit: GOOD,
      liveSince: expect.any(String),
      refused: [{ commit: BAD, failureReason: "image-not-found" }],
    });
    expect(storedEvents(cloud).at(-1)).toMatchObject({
      kind: "outcome",
      status: "rolled-back",
      live: id,
      failureReason: "image-not-found",
    });
  });

  rare("is not rolled back if the rollback would delete something", async () => {
    const id = await deployGood();
    const change = { actions: ["delete"] };
    const resource = { address: "kubernetes_service_v1.new", type: "kubernetes_service_v1" };
    const { outputs, terraform, annotations } = await deployBad({
      script: {
        plan: { planned_values: state().values, resource_changes: [{ ...resource, change }] },
      },
    });
    expect(outputs).toMatchObject({ status: "failed", "failure-reason": "image-not-found" });
    expect(outputs["rolled-back-to"]).toBeUndefined();
    expect(annotations.at(-1)?.text).toContain(
      `The rollback to release ${id} did not succeed either: the rollback would delete or replace kubernetes_service_v1.new (destroy)`,
    );
    expect(terraform.calls().filter((name) => name === "apply")).toHaveLength(1);
    expect(current()).not.toHaveProperty("liveSince");
    expect(current()).toMatchObject({ refused: [] });
  });

  rare.each<[string, Deploying, string | undefined]>([
    ["rollback is none", { inputs: { rollback: "none" } }, undefined],
    [
      "it is declared forward-only",
      { inputs: { "forward-only": "true" } },
      "the release that failed is",
    ],
    [
      "files and images are the same",
      {
        inputs: { images: imagesOf(DIGEST), "variable-files": "environments/dev.tfvars.json" },
        files: FILES,
      },
      "the files and images are the same as in the last release",
    ],
    [
      "nothing was changed (K-E 68)",
      { script: { changed: false } },
      "nothing in the Kubernetes workspace was changed",
    ],
  ])("is not rolled back if %s", async (_, change, why) => {
    await deployGood();
    const { outputs, stdout, terraform } = await deployBad(change);
    expect(outputs).toMatchObject({ status: "failed", "failure-reason": "image-not-found" });
    if (why === undefined) expect(stdout).not.toContain("Nothing is rolled back");
    else expect(stdout).toContain(`Nothing is rolled back: ${why}`);
    expect(terraform.calls()).not.toContain("init");
  });

  rare.each([
    ["its record", /dev\/releases\//, { status: 403, body: DENIED }],
    ["what is live", /current\.json/, { status: 403, body: DENIED }],
    ["its outcome", /-outcome\.json/, "reset" as const],
    ["a file", /dev\/files\//, { status: 500, body: "" }],
  ])("is not rolled back if it is healthy and only %s cannot be written", async (_, p, respond) => {
    const id = await deployGood();
    putHealthy(api);
    cloud.aws.faults.add({
      match: { operation: "s3:PutObject", path: p },
      times: Infinity,
      respond,
    });
    const files = { ...FILES, "kubernetes/main.tf": "# second\n" };
    const inputs = { rollback: "last-good", "variable-files": "environments/dev.tfvars.json" };
    const failed = await deployFleet(cloud, { sha: BAD, runId: 502, files, inputs });
    expect(failed.exitCode).toBe(1);
    expect(failed.annotations.at(-1)?.text).toContain(
      "Nothing is rolled back: everything is ready and was verified, but the record could not be written. Run the job again",
    );
    expect(failed.terraform.calls()).not.toContain("init");
    // The fix in the message works: the next run records the release.
    cloud.aws.faults.clear();
    const again = await deployFleet(cloud, { sha: BAD, runId: 503, files, inputs });
    expect([again.exitCode, again.outputs["failure-reason"]]).toStrictEqual([0, undefined]);
    expect(again.outputs["release-id"]).not.toBe(id);
    expect(current()).toMatchObject({ release: again.outputs["release-id"], commit: BAD });
  });

  rare("is not rolled back over a forward-only commit that failed before it", async () => {
    const id = await deployGood();
    await deployBad({ inputs: { "forward-only": "true" } });
    expect(current()).toMatchObject({ forwardOnly: { commit: BAD } });
    const { outputs, stdout } = await deployBad({ sha: "c".repeat(40), runId: 504 });
    expect(outputs["status"]).toBe("failed");
    expect(stdout).toContain(
      `Nothing is rolled back: the commit ${BAD} was declared forward-only and failed at`,
    );
    const byHand = await rollback({ release: id, "override-reason": "why" });
    expect(byHand.outputs["failure-reason"]).toBe("forward-only");
  });

  rare("is not rolled back if no release was verified before", async () => {
    const { outputs, annotations } = await deployBad();
    expect(outputs).toMatchObject({ status: "failed" });
    expect(annotations.at(-1)?.text).toMatch(
      /image-not-found \(.*\. Nothing is rolled back: dev has no earlier verified release\. Fix: /s,
    );
  });

  rare("is not rolled back if its plan failed", async () => {
    await deployGood();
    const { outputs, terraform } = await deployBad({
      script: { planErrors: [{ summary: "Invalid reference" }] },
    });
    expect(outputs["failure-reason"]).toBe("plan-failed");
    expect(terraform.calls()).not.toContain("init");
    expect(current()).toMatchObject({ liveSince: expect.any(String) });
  });
});

describe("a StatefulSet that waits for a broken pod (K-E 25)", () => {
  const COLLECTION = "/apis/apps/v1/namespaces/fleet/statefulsets";
  const database = stateResource("kubernetes_stateful_set_v1", "db", {
    metadata: [{ name: "db", namespace: "fleet" }],
    spec: [{ replicas: "1" }],
  });
  const values = () => {
    const { root_module: root } = state({ host: "fleet.example.com" }).values;
    return { root_module: { ...root, resources: [...root.resources, database] } };
  };
  const script = () => ({
    state: { ...state(), values: values() },
    plan: { planned_values: values() },
  });
  const putDatabase = (isReady: boolean, revision: string) => {
    const ready = isReady ? 1 : 0;
    api.set(COLLECTION, {
      metadata: { name: "db", namespace: "fleet", uid: "set-1", generation: 1 },
      spec: { replicas: 1, template: { spec: { containers: [{ name: "db" }] } } },
      status: {
        observedGeneration: 1,
        replicas: 1,
        readyReplicas: ready,
        updatedReplicas: ready,
        availableReplicas: ready,
        currentRevision: "db-good",
        updateRevision: "db-good",
      },
    });
    const waiting = { reason: "CrashLoopBackOff", message: "back-off" };
    const startedAt = new Date(Date.now() - 60_000).toISOString();
    api.set(PATHS.pods, {
      metadata: {
        name: "db-0",
        namespace: "fleet",
        uid: "db-pod",
        creationTimestamp: new Date().toISOString(),
        labels: { "controller-revision-hash": revision },
        ownerReferences: [{ kind: "StatefulSet", name: "db", uid: "set-1", controller: true }],
      },
      spec: { nodeName: "node-1", containers: [{ name: "db", image: "postgres:18" }] },
      status: {
        phase: "Running",
        conditions: [{ type: "Ready", status: isReady ? "True" : "False" }],
        containerStatuses: [
          {
            name: "db",
            image: "postgres:18",
            imageID: "",
            ready: isReady,
            restartCount: isReady ? 0 : 3,
            state: isReady ? { running: { startedAt } } : { waiting },
            lastState: isReady ? {} : { terminated: { exitCode: 1, reason: "Error" } },
          },
        ],
      },
    });
  };
  const failThenRollBack = async (inputs: Record<string, string>) => {
    putDatabase(true, "db-good");
    await deployGood({ script: script() });
    return await deployBad({
      script: script(),
      inputs,
      onLine: (line) => {
        if (line.includes("which is deleted now")) putDatabase(true, "db-good");
        if (!line.includes("is rolled back to release")) return;
        putHealthy(api);
        putDatabase(false, "db-bad");
      },
    });
  };
  const deletions = () => api.requests.filter((request) => request.startsWith("DELETE"));

  rare("is named, with a way to end the wait", async () => {
    const { outputs, annotations } = await failThenRollBack({});
    expect(outputs).toMatchObject({ status: "failed" });
    expect(annotations.at(-1)?.text).toContain(
      "StatefulSet fleet/db waits for a pod of the withdrawn version to become ready and replaces it only when it is deleted: run `kubectl delete pod db-0 --namespace fleet`, or set unstick-statefulsets",
    );
    expect(deletions()).toStrictEqual([]);
  });

  rare("continues when its pod is deleted, which an input has to allow", async () => {
    const { outputs, stdout } = await failThenRollBack({ "unstick-statefulsets": "true" });
    expect(outputs).toMatchObject({ status: "rolled-back" });
    expect(stdout).toContain("StatefulSet fleet/db waits for pod db-0, which is deleted now");
    expect(deletions()).toStrictEqual(["DELETE /api/v1/namespaces/fleet/pods/db-0"]);
  });
});

const rollback = (inputs: Record<string, string>, change: Deploying = {}) =>
  deployFleet(cloud, {
    sha: BAD,
    runId: 503,
    files: { ...FILES, "kubernetes/main.tf": "# second\n" },
    ...change,
    inputs: { command: "rollback", images: "", ...inputs },
  });

describe("command: rollback", () => {
  rare("lists the recorded releases if none is given, and changes nothing", async () => {
    const id = await deployGood();
    const { outputs, annotations, summary, terraform } = await rollback({});
    expect(outputs["failure-reason"]).toBe("release-needed");
    expect(annotations.at(-1)?.text).toContain(
      "no release is given, so nothing was changed. dev has 1 recorded release, listed above",
    );
    const list = annotations.find(({ level }) => level === "notice")?.text ?? "";
    expect(list).toMatch(/^releases of dev, the newest first:/);
    expect(list).toContain(`${id} (commit ${GOOD.slice(0, 12)}, verified `);
    expect(list).toMatch(/, by octocat, live\)$/);
    expect(summary).toContain(`\`${id}\` (live)`);
    expect(terraform.calls()).not.toContain("plan");
  });

  rare("says if there is no release", async () => {
    const { annotations } = await rollback({});
    expect(annotations.at(-1)?.text).toContain("dev has no recorded release to go back to");
  });

  test("applies a release again, verifies it, and holds the environment", async () => {
    const id = await deployGood();
    const { exitCode, outputs, terraform } = await rollback({
      release: id,
      "override-reason": "it lost orders",
    });
    expect([exitCode, outputs["failure-reason"]]).toStrictEqual([0, undefined]);
    expect(outputs).toMatchObject({
      status: "healthy",
      "rolled-back-to": id,
      "release-id": id,
    });
    expect(terraform.variables()).toStrictEqual({
      replicas: 2,
      images: JSON.parse(imagesOf(DIGEST)) as unknown,
    });
    expect(current()).toMatchObject({
      release: id,
      commit: GOOD,
      hold: { mode: "person", person: "octocat", reason: "it lost orders", commit: GOOD },
    });
    expect(storedEvents(cloud).at(-1)).toMatchObject({ kind: "outcome", live: id });
    const releases = Object.keys(storedDocuments(cloud)).filter((name) => /^releases/.test(name));
    expect(releases).toHaveLength(1);
  });

  rare("after two rollbacks, the commit that was withdrawn first is still refused", async () => {
    const first = await deployGood();
    const second = await deployGood({ sha: BAD, runId: 505, files: NEWER });
    await deployGood({ sha: "c".repeat(40), runId: 506 });
    const hold = { hold: "newer", "override-reason": "it lost orders" };
    await rollback({ release: second, ...hold });
    const { exitCode } = await rollback({ release: first, ...hold }, { runId: 507 });
    expect(exitCode).toBe(0);
    expect(current()).toMatchObject({
      release: first,
      hold: { mode: "newer", commit: "c".repeat(40) },
    });
  });

  rare("says that the environment is not held if the hold cannot be recorded", async () => {
    const id = await deployGood();
    const match = { operation: "s3:PutObject", path: /current\.json/ };
    cloud.aws.faults.add({ match, times: Infinity, respond: { status: 403, body: DENIED } });
    const { outputs, annotations } = await rollback({ release: id, "override-reason": "why" });
    expect(outputs["failure-reason"]).toBe("access-denied");
    expect(annotations.at(-1)?.text).toContain(
      `dev runs release ${id} again, verified, but the rollback is not recorded, and the environment is not held: S3 refused`,
    );
  });

  rare("lists an unusable record, and does not go back over it", async () => {
    const first = await deployGood();
    const second = await deployGood({ sha: BAD, runId: 505, files: NEWER });
    await deployGood({ sha: "c".repeat(40), runId: 506 });
    const objects = cloud.aws.s3.find(BUCKET)!.objects;
    Reflect.deleteProperty(objects, `dev/releases/${current().release}.json`);
    objects[`dev/releases/${second}.json`]!.content = cloud.aws.s3.contents.put(Buffer.from("{"));
    const { annotations } = await rollback({});
    const list = annotations.find(({ level }) => level === "notice")?.text ?? "";
    expect(list).toContain(`${second} (its record cannot be used)`);
    expect(list).toContain(`${first} (commit `);
    const refused = await rollback({ release: first, "override-reason": "why" }, { runId: 507 });
    expect(refused.outputs["failure-reason"]).toBe("release-damaged");
    expect(refused.annotations.at(-1)?.text).toMatch(
      /it is not known whether \S+ is forward-only: .*Nothing was changed.*restore the first version of s3:\/\//s,
    );
    expect(refused.terraform.calls()).not.toContain("plan");
  });

  rare("does not go back over a forward-only release", async () => {
    const id = await deployGood();
    await deployGood({ sha: BAD, runId: 505, inputs: { "forward-only": "true" } });
    const { outputs, terraform } = await rollback({ release: id, "override-reason": "why" });
    expect(outputs["failure-reason"]).toBe("forward-only");
    expect(terraform.calls()).not.toContain("plan");
  });

  rare("says if there is no such release, and if it cannot be initialised", async () => {
    const id = await deployGood();
    const unknown = await rollback({
      release: "20200101T000000Z-0123456789ab",
      "override-reason": "why",
    });
    expect(unknown.outputs["failure-reason"]).toBe("release-not-found");
    const broken = await rollback(
      { release: id, "override-reason": "why" },
      { script: { initError: "Failed to query available provider packages" } },
    );
    expect(broken.outputs["failure-reason"]).toBe("release-not-restorable");
    expect(broken.stdout).toContain("Failed to query available provider packages");
    expect(broken.terraform.calls()).not.toContain("plan");
  });

  test("needs a bucket, and a reason with a release", async () => {
    expectFailure(
      await rollback({ bucket: "", release: "20200101T000000Z-0123456789ab" }),
      "invalid-input",
      "bucket: nothing is given, but it is needed with command: rollback.",
      "override-reason: nothing is given, but it is needed with command",
    );
  });
});

test("automatic rollbacks need recorded releases", async () => {
  const { annotations } = await deployBad({ inputs: { record: "none" } });
  expect(annotations.at(-1)?.text).toContain(
    'record: "none" is not valid with rollback: last-good',
  );
});

test("nothing private is left after the post step", async () => {
  await deployGood();
  const failed = await deployBad();
  const restored = () =>
    readdirSync(failed.checkout, { recursive: true })
      .map(String)
      .filter((name) => name.includes("rollback/workspace"));
  expect(restored()).not.toStrictEqual([]);
  await failed.post();
  expect(restored()).toStrictEqual([]);
});
