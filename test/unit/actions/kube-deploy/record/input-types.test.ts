import { expect, test } from "@jest/globals";
import {
  clusterNameIn,
  outputValues,
} from "../../../../../actions/kube-deploy/src/record/input-types.ts";

test.each(["{}", '{"big": 12345678901234567890}'])("output values stay as written: %s", (given) => {
  expect(outputValues.parse(given)).toBe(given);
});

test.each(["[]", "1", "null", "{", "cluster"])("no output values: %s", (given) => {
  expect(() => outputValues.parse(given)).toThrow();
});

test.each([
  [undefined, undefined],
  ["{}", undefined],
  ['{"cluster_name": ""}', undefined],
  ['{"cluster_name": 7}', undefined],
  ['{"cluster_name": "fleet-dev"}', "fleet-dev"],
])("the cluster's name in %s is %s", (outputs, name) => {
  expect(clusterNameIn(outputs)).toBe(name);
});
