import { expect, test } from "@jest/globals";
import { eventsSince } from "../../../../../actions/kube-deploy/src/diagnosis/views.ts";
import { START, event } from "./pods.ts";

test("R10, K-E 73: earlier events are left out, and the newest event comes first", () => {
  const at = (second: number) =>
    event(`at-${second}`, "", { lastTimestamp: `2026-11-21T09:00:${second}Z` });
  const fresh = eventsSince([at(10), at(30), at(20)], START + 15_000);
  expect(fresh.map(({ reason }) => reason)).toStrictEqual(["at-30", "at-20"]);
});
