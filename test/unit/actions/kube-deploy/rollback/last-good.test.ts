import { expect, test } from "@jest/globals";
import type { Deployment } from "../../../../../actions/kube-deploy/src/deploy.ts";
import type { Recording } from "../../../../../actions/kube-deploy/src/record/recording.ts";
import { settleFailure } from "../../../../../actions/kube-deploy/src/rollback/last-good.ts";
import { ActionError } from "../../../../../actions/lib/runtime/errors.ts";
import { memoryStore } from "../../../../support/releases/memory-store.ts";

const failure = new ActionError({ reason: "rollout-timeout", message: "it did not get ready" });

/** What is said after a failure, when nothing was begun that would have to be recorded. */
async function settle(inputs: object, changed: boolean, before?: object) {
  const notices: string[] = [];
  const deployment = {
    inputs: { rollback: "auto", forwardOnly: false, images: {}, ...inputs },
    rootModule: { job: { log: { notice: (text: string) => void notices.push(text) } } },
  } as unknown as Deployment;
  const recording = {
    ...{ store: memoryStore(), before: before && { value: before } },
    kubernetes: { files: new Map(), variableFiles: new Map() },
  } as unknown as Recording;
  const settled = await settleFailure(deployment, recording, failure, { began: false, changed });
  return { message: settled.message, notices };
}

test("a deployment that changed nothing rolls nothing back", async () => {
  const { message, notices } = await settle({}, false, { release: "r1" });
  expect(message).toBe(failure.message);
  expect(notices).toStrictEqual(["Nothing is rolled back: nothing was changed"]);
});

test.each([
  ["it is declared forward-only", { forwardOnly: true }, "is declared forward-only"],
  ["nothing was verified before", {}, "no release of dev was verified before"],
])("nothing is rolled back when %s", async (_, inputs, why) => {
  expect((await settle(inputs, true)).message).toBe(
    `${failure.message}. Nothing is rolled back: ${why.startsWith("is") ? "the release that failed " : ""}${why}`,
  );
});
