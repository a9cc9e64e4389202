import { expect, test } from "@jest/globals";
import { decideStop, isStuck } from "../../../../../actions/kube-deploy/src/apply-watch/decide.ts";
import { failed, ready } from "../../../../../actions/kube-deploy/src/readiness/verdict.ts";
import { counts, statusOf, waiting } from "../rollout/statuses.ts";

const NOW = 1_000_000;
const of = (address: string, status = statusOf(waiting)) => ({ address, status });
const hopeless = statusOf(waiting, { fatalAt: NOW });
const paused = statusOf(failed(counts, "rollout-paused", "it is paused"));
const patient = statusOf(waiting, { fatalAt: NOW + 1 });

test.each([
  ["nothing is in flight", [], [of("a", hopeless)], false],
  ["it waits for a workload that cannot become ready", ["a"], [of("a", hopeless)], true],
  ["it waits for a workload that has failed", ["a"], [of("a", paused)], true],
  ["it waits for two such workloads", ["a", "b"], [of("a", hopeless), of("b", paused)], true],
  ["it waits for a workload that may become ready", ["a"], [of("a", patient)], false],
  ["it also waits for a healthy Job", ["a", "b"], [of("a", hopeless), of("b")], false],
  ["it also creates something else", ["a", "db"], [of("a", hopeless)], false],
  ["the workload in flight was not changed yet", ["a"], [], false],
  [
    "the workload is ready, but terraform has not noticed",
    ["a"],
    [of("a", statusOf(ready(counts)))],
    false,
  ],
  [
    "only a workload whose change has ended cannot become ready",
    ["b"],
    [of("a", hopeless), of("b")],
    false,
  ],
])("terraform is stuck: %s", (_, inFlight, assessed, expected) => {
  expect(isStuck(inFlight, assessed, NOW)).toBe(expected);
});

test.each([
  ["is not stuck", undefined, [], { isOver: false, decideAgainAt: Infinity }],
  ["has just become stuck", NOW, [], { isOver: false, decideAgainAt: NOW + 1000 }],
  [
    "may still continue with something else",
    NOW - 999,
    [],
    { isOver: false, decideAgainAt: NOW + 1 },
  ],
  ["continues with nothing else", NOW - 1000, [], { isOver: true }],
  [
    "waits for a workload whose grace period ends",
    undefined,
    [of("a", statusOf(waiting, { fatalAt: NOW + 50, changesAt: NOW - 1 }))],
    { isOver: false, decideAgainAt: NOW + 50 },
  ],
  [
    "waits for a workload that may count as ready sooner",
    undefined,
    [of("a", statusOf(waiting, { fatalAt: NOW + 50, changesAt: NOW + 20 }))],
    { isOver: false, decideAgainAt: NOW + 20 },
  ],
])("the decision if terraform %s", (_, since, assessed, expected) => {
  expect(decideStop(since, assessed, NOW)).toStrictEqual(expected);
});
