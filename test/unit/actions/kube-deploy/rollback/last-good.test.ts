import { expect, test } from "@jest/globals";
import type { Progress } from "../../../../../actions/kube-deploy/src/apply.ts";
import type { Deployment } from "../../../../../actions/kube-deploy/src/deploy.ts";
import type { Recording } from "../../../../../actions/kube-deploy/src/record/recording.ts";
import { concludeFailure } from "../../../../../actions/kube-deploy/src/rollback/last-good.ts";
import { ActionError } from "../../../../../actions/lib/runtime/errors.ts";
import { createRecord } from "../../../../../actions/lib/releases/record.ts";
import { memoryStore, releaseContent } from "../../../../support/releases/memory-store.ts";
import type { MemoryStore } from "../../../../support/releases/memory-store.ts";

const failure = new ActionError({ reason: "rollout-timeout", message: "it did not get ready" });

/** Returns the message and the notices after a failure, if nothing was started that would have to be recorded. */
async function settle(
  inputs: object,
  progress: boolean | Progress,
  before?: object,
  store: MemoryStore = memoryStore(),
  failed: ActionError = failure,
) {
  const progressed = typeof progress === "boolean" ? { began: false, changed: progress } : progress;
  const notices: string[] = [];
  const log = { notice: (text: string) => void notices.push(text), warning: () => undefined };
  const rootModule = { job: { log } };
  const deployment = {
    inputs: { rollback: "auto", forwardOnly: false, images: {}, ...inputs },
    rootModule,
  } as unknown as Deployment;
  const recording = {
    rootModule,
    store,
    before: before && { value: before },
    kubernetes: { files: new Map(), variableFiles: new Map() },
  } as unknown as Recording;
  const settled = await concludeFailure(deployment, recording, failed, progressed);
  return { message: settled.message, notices };
}

test("a deployment that changed nothing rolls nothing back", async () => {
  const { message, notices } = await settle({}, false, { release: "r1" });
  expect(message).toBe(failure.message);
  expect(notices).toStrictEqual([
    "Nothing is rolled back: nothing in the Kubernetes workspace was changed",
  ]);
});

test("a cancel does not say that nothing was changed: an object may be in flight", async () => {
  const cancelled = new ActionError({ reason: "cancelled", message: "asked to stop" });
  const { notices } = await settle({}, false, { release: "r1" }, memoryStore(), cancelled);
  expect(notices).toStrictEqual(["Nothing is rolled back: the job was cancelled"]);
});

test.each([
  ["the commit is declared forward-only", { forwardOnly: true }, "is declared forward-only"],
  ["there is no earlier verified release", {}, "dev has no earlier verified release"],
])("nothing is rolled back if %s", async (_, inputs, why) => {
  expect((await settle(inputs, true)).message).toBe(
    `${failure.message}. Nothing is rolled back: ${why.startsWith("is") ? "the release that failed " : ""}${why}`,
  );
});

test("a rollback does not undo the change of another deployer, and the error says so", async () => {
  const overtaken = ["Deployment shop/web"];
  const { message } = await settle(
    {},
    { began: true, changed: true, overtaken },
    { release: "r1" },
  );
  expect(message).toMatch(
    /Nothing is rolled back: it would undo what something else has changed in Deployment shop\/web/,
  );
});

const image = (digit: string) => ({ repository: "dev/web", digest: `sha256:${digit.repeat(64)}` });

test.each([
  ["the images of the last release is not rolled back", { web: image("a") }, true],
  ["another digest of the same repository is rolled back", { web: image("b") }, false],
  ["an additional image is rolled back", { web: image("a"), api: image("a") }, false],
])("a rollout that failed with %s", async (_, images, isSame) => {
  const store = memoryStore();
  const { id: release } = await createRecord(
    store,
    releaseContent({ images: { web: image("a") }, workspaces: {} }),
  );
  const { message } = await settle({ images }, true, { release }, store);
  expect(message).toContain(
    isSame
      ? `Nothing is rolled back: the files and images are the same as in the last release, ${release}`
      : `The rollback to release ${release} did not succeed either`,
  );
});

test.each([true, false])(
  "a verified release is not rolled back if only its record failed (changed: %s)",
  async (changed) => {
    const progress = { began: false, changed, verified: true };
    const { message } = await settle({}, progress, { release: "r1" });
    expect(message).toBe(
      `${failure.message}. Nothing is rolled back: everything is ready and was verified, but the record could not be written. Run the job again: it changes nothing, and writes the record`,
    );
  },
);

test("nothing is rolled back past a forward-only commit that failed before", async () => {
  const store = memoryStore();
  const { id } = await createRecord(store, releaseContent());
  const forwardOnly = { commit: "d".repeat(40), run: "https://run", since: "2026-11-28T11:30:00Z" };
  const { message } = await settle({}, true, { release: id, forwardOnly }, store);
  expect(message).toContain(
    `Nothing is rolled back: the commit ${"d".repeat(40)} was declared forward-only and failed at 2026-11-28T11:30:00Z (https://run)`,
  );
});
