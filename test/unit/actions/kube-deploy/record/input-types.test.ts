import { expect, test } from "@jest/globals";
import { clusterNameIn } from "../../../../../actions/kube-deploy/src/record/input-types.ts";

test.each([
  [undefined, "cluster_name", undefined],
  ["{}", "cluster_name", undefined],
  ['{"cluster_name": ""}', "cluster_name", undefined],
  ['{"cluster_name": 7}', "cluster_name", undefined],
  ['{"cluster_name": "fleet-dev"}', "cluster_name", "fleet-dev"],
  ['{"cluster_name": "a", "eks": "fleet-dev"}', "eks", "fleet-dev"],
  ["{}", "toString", undefined],
])("in the outputs %s, the output %s gives the cluster name %s", (outputs, output, name) => {
  expect(clusterNameIn(outputs, output)).toBe(name);
});
