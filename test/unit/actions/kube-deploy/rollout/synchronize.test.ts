import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { synchronizeView } from "../../../../../actions/kube-deploy/src/rollout/synchronize.ts";
import { ClusterView } from "../../../../../actions/kube-deploy/src/rollout/view.ts";
import type { Workload } from "../../../../../actions/kube-deploy/src/workloads/workloads.ts";
import { answer, status } from "../../../../support/kubernetes/api.ts";
import { api, client, useScriptedApi } from "../../../../support/kubernetes/use-scripted-api.ts";

const WORKLOAD: Workload = { kind: "Job", namespace: "shop", name: "copy", shortLived: false };

let stop: AbortController;
// Declared first, so that it runs before the API is closed.
afterEach(() => stop.abort());
useScriptedApi();
beforeEach(() => {
  stop = new AbortController();
});

/** Makes the API refuse to list a collection. */
const forbid = (collection: string): void => {
  api.script.push({
    match: new RegExp(`/${collection}\\b`),
    answer: (_, response) => answer(response, 403, status(403, "Forbidden", "you may not")),
  });
};

/** Synchronizes until the first change or an error. */
async function synchronize(): Promise<{ unreadable: string[]; error: unknown }> {
  const unreadable: string[] = [];
  const listener = {
    onChange: () => stop.abort(),
    onPod: () => undefined,
    onUnreadable: (kind: string) => void unreadable.push(kind),
    onRetry: () => undefined,
  };
  const error = await synchronizeView(
    ...([new ClusterView(), [WORKLOAD], client, listener, stop.signal] as const),
  ).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { unreadable, error };
}

test("events that may not be read are reported as unreadable, without an error", async () => {
  forbid("events");
  expect(await synchronize()).toStrictEqual({ unreadable: ["Event"], error: undefined });
});

test("pods that may not be read are an error, never an empty list", async () => {
  forbid("pods");
  const { unreadable, error } = await synchronize();
  expect(error).toMatchObject({ status: 403 });
  expect(unreadable).toStrictEqual([]);
});
