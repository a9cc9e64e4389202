import { expect, test } from "@jest/globals";
import {
  compareStates,
  withoutChangesOfOthers,
  type States,
} from "../../../../rehearsal/report/states.ts";

/** States of two environments and of one workspace that no environment file names: names of resources by place. */
const states = (dev: string[], staging: string[], other?: string[]): States => {
  const instances = (names: string[]) => new Map(names.map((name) => [name, {}]));
  return {
    known: [
      {
        environment: "dev",
        part: "kubernetes",
        bucket: "b",
        key: "dev",
        instances: instances(dev),
      },
      {
        environment: "staging",
        part: "kubernetes",
        bucket: "b",
        key: "staging",
        instances: instances(staging),
      },
    ],
    others: other === undefined ? [] : [{ bucket: "b", key: "other", instances: instances(other) }],
  };
};

const added = (before: States, after: States) => {
  const { environments, others } = compareStates(before, after);
  return [
    environments["dev"]?.kubernetes.added,
    environments["staging"]?.kubernetes.added,
    ...others.map((one) => one.added),
  ];
};

test("what an earlier job of the run created counts, also if a later job waits", () => {
  const begin = states([], []);
  const now = states(["a", "b"], [], ["x"]);
  const before = withoutChangesOfOthers(begin, { from: now, to: now });
  expect(added(before, states(["a", "b"], ["c"], ["x"]))).toStrictEqual([2, 1, 1]);
});

test("what others created while the run waited does not count", () => {
  const begin = states([], []);
  const from = states(["a"], [], undefined);
  const to = states(["a"], ["c"], ["x"]);
  const before = withoutChangesOfOthers(begin, { from, to });
  expect(added(before, states(["a"], ["c", "d"], ["x"]))).toStrictEqual([1, 1, 0]);
});
