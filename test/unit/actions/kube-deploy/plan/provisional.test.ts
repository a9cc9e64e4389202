import { expect, test } from "@jest/globals";
import { outputsRead } from "../../../../../actions/kube-deploy/src/plan/provisional.ts";

const CHANGED = ["cluster_name", "version"];
const data = (type: string) => ({
  values: {
    root_module: { resources: [{ address: `data.${type}.x`, mode: "data", type, name: "x" }] },
  },
});

test.each<[string, object, string[]]>([
  [
    "a variable of the same name",
    { variables: { cluster_name: { value: "x" } } },
    ["cluster_name"],
  ],
  ["another variable", { variables: { region: { value: "x" } } }, []],
  ["nothing", {}, []],
  ["the state of another workspace", { prior_state: data("terraform_remote_state") }, CHANGED],
  ["another data source", { prior_state: data("aws_eks_cluster") }, []],
])("a workspace that reads %s depends on %j", (_, plan, expected) => {
  expect(outputsRead({ format_version: "1.2", ...plan }, CHANGED)).toStrictEqual(expected);
});
