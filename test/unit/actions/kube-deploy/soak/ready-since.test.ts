import { expect, test } from "@jest/globals";
import { readySince } from "../../../../../actions/kube-deploy/src/soak/ready-since.ts";
import { podOf, readyStatus } from "./pods.ts";

const NOW = Date.parse("2026-11-28T12:00:00Z");
const at = (time: string) => `2026-11-28T${time}Z`;
const job = { kind: "Job", namespace: "shop", name: "migrate", shortLived: false } as const;

test.each([
  ["the last pod became ready", ["11:00:00", "11:59:30"], undefined, "11:59:30"],
  ["the deployment changed something", ["11:00:00"], "11:59:00", "11:59:00"],
  ["a pod became ready in this deployment", ["11:59:30"], "11:59:00", "11:59:30"],
  ["now, if the clocks differ", ["12:00:03"], undefined, "12:00:00"],
  ["now, if a pod does not report it", ["11:00:00", undefined], undefined, "12:00:00"],
  ["the epoch, if there are no pods", [], undefined, "1970"],
])("ready since %s", (_, pods, changedAt, expected) => {
  const statuses = [
    readyStatus(pods.map((since) => podOf({ since: since && at(since) }))),
    readyStatus([podOf({ isReady: false })], { workload: job }),
  ];
  const changed = changedAt === undefined ? undefined : Date.parse(at(changedAt));
  const found = new Date(readySince(statuses, changed, NOW)).toISOString();
  expect(found).toContain(expected);
});
