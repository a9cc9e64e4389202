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
  ["it waits for one that cannot become ready", ["a"], [of("a", hopeless)], true],
  ["it waits for one that has failed by itself", ["a"], [of("a", paused)], true],
  ["it waits for two of them", ["a", "b"], [of("a", hopeless), of("b", paused)], true],
  ["it waits for one that may become ready", ["a"], [of("a", patient)], false],
  ["a healthy Job runs beside it", ["a", "b"], [of("a", hopeless), of("b")], false],
  ["something else is being made beside it", ["a", "db"], [of("a", hopeless)], false],
  ["what is in flight was not changed yet", ["a"], [], false],
  ["it is ready, and terraform has not noticed", ["a"], [of("a", statusOf(ready(counts)))], false],
  ["only what has ended cannot become ready", ["b"], [of("a", hopeless), of("b")], false],
])("terraform is stuck: %s", (_, inFlight, assessed, expected) => {
  expect(isStuck(inFlight, assessed, NOW)).toBe(expected);
});

test.each([
  ["is not stuck", undefined, [], { isOver: false, decideAgainAt: Infinity }],
  ["has just begun to", NOW, [], { isOver: false, decideAgainAt: NOW + 1000 }],
  ["may go on with something else", NOW - 999, [], { isOver: false, decideAgainAt: NOW + 1 }],
  ["goes on with nothing else", NOW - 1000, [], { isOver: true }],
  [
    "waits for one whose patience ends",
    undefined,
    [of("a", statusOf(waiting, { fatalAt: NOW + 50, changesAt: NOW - 1 }))],
    { isOver: false, decideAgainAt: NOW + 50 },
  ],
  [
    "waits for one that may count as ready sooner",
    undefined,
    [of("a", statusOf(waiting, { fatalAt: NOW + 50, changesAt: NOW + 20 }))],
    { isOver: false, decideAgainAt: NOW + 20 },
  ],
])("the decision when terraform %s", (_, since, assessed, expected) => {
  expect(decideStop(since, assessed, NOW)).toStrictEqual(expected);
});
