import { describe, expect, test } from "@jest/globals";
import { findAffected } from "../../../../../actions/plan-and-comment/src/affected/causes.ts";
import type {
  Changed,
  Workspaces,
} from "../../../../../actions/plan-and-comment/src/affected/causes.ts";
import { checkEnvironments } from "../../../../../actions/lib/environment/check.ts";
import { environmentText } from "../../../../support/environment-files.ts";

const fileOf = (name: string, account: string) => ({
  file: `environments/${name}.yml`,
  text: environmentText(
    `infrastructure: { variable-files: [environments/${name}.tfvars, ./environments/infra/${name}.tfvars, local.tfvars] }
kubernetes: { variable-files: [environments/${name}.tfvars] }`,
    { account },
  ),
});

// Not sorted on purpose: the result must be sorted.
const { environments, problems } = checkEnvironments([
  fileOf("staging", "222222222222"),
  fileOf("dev", "111111111111"),
]);

const OF_PIPELINE = { folders: [], isOfPipeline: true };
const PIPELINE: Workspaces = { infrastructure: OF_PIPELINE, kubernetes: OF_PIPELINE };
const OWN: Workspaces = {
  infrastructure: { folders: ["tf/infra", "tf/modules/network"], isOfPipeline: false },
  kubernetes: { folders: ["tf/kube"], isOfPipeline: false },
};

const affected = (workspaces: Workspaces, changed: Changed) =>
  findAffected(environments, workspaces, changed).map(
    ({ environment, part }) => `${environment} ${part}`,
  );

const DEV = ["dev infrastructure", "dev kubernetes"];
const STAGING = ["staging infrastructure", "staging kubernetes"];
const ALL = [...DEV, ...STAGING];
const INFRASTRUCTURE = ["dev infrastructure", "staging infrastructure"];
const KUBERNETES = ["dev kubernetes", "staging kubernetes"];

test("the environments of this table are valid", () => expect(problems).toStrictEqual([]));

describe("findAffected", () => {
  test.each<[string, Workspaces, string[], string[]]>([
    ["nothing", OWN, [], []],
    ["an environment file", OWN, ["environments/dev.yml"], DEV],
    ["a removed environment file", OWN, ["environments/old.yml"], []],
    ["a variable file of both parts", OWN, ["environments/staging.tfvars"], STAGING],
    ["a variable file of one part", OWN, ["environments/infra/dev.tfvars"], ["dev infrastructure"]],
    [
      "a variable file in the folder of a workspace",
      OWN,
      ["tf/infra/local.tfvars"],
      INFRASTRUCTURE,
    ],
    ["a variable file in the root of the repository", OWN, ["local.tfvars"], INFRASTRUCTURE],
    ["a file of a workspace", OWN, ["tf/kube/main.tf"], KUBERNETES],
    ["a template in a folder of a workspace", OWN, ["tf/kube/templates/a.yaml"], KUBERNETES],
    ["a file of a module", OWN, ["tf/modules/network/main.tf"], INFRASTRUCTURE],
    ["a module that nobody calls", OWN, ["tf/modules/other/main.tf"], []],
    ["a folder whose name only begins like a workspace", OWN, ["tf/infrastructure/main.tf"], []],
    [
      "a workflow, with workspaces of the repository itself",
      OWN,
      [".github/workflows/plan.yml"],
      [],
    ],
    ["a workflow, with workspaces of the pipeline", PIPELINE, [".github/workflows/plan.yml"], ALL],
    [
      "a variable file, with workspaces of the pipeline",
      PIPELINE,
      ["environments/dev.tfvars"],
      DEV,
    ],
    ["an application", PIPELINE, ["app/main.py", "README.md"], []],
    [
      "a folder with the same name as one of the pipeline",
      PIPELINE,
      ["terraform/kubernetes/main.tf"],
      [],
    ],
    [
      "several files",
      OWN,
      ["README.md", "tf/kube/main.tf", "environments/dev.yml"],
      [...DEV, "staging kubernetes"],
    ],
    [
      "the root as workspace",
      { ...OWN, kubernetes: { folders: [""], isOfPipeline: false } },
      ["x/y"],
      KUBERNETES,
    ],
    [
      "a repository without Kubernetes",
      { ...OWN, kubernetes: undefined },
      ["environments/dev.yml"],
      ["dev infrastructure"],
    ],
  ])("%s", (_, workspaces, files, expected) => {
    expect(affected(workspaces, { files })).toStrictEqual(expected);
  });

  test("lists everything that is affected, with the cause", () => {
    const changed = { everything: "git cannot tell which files changed" };
    expect(affected(PIPELINE, changed)).toStrictEqual(ALL);
    expect(findAffected(environments, PIPELINE, changed)[0]).toStrictEqual({
      environment: "dev",
      part: "infrastructure",
      file: "environments/dev.yml",
      cause: "git cannot tell which files changed",
    });
  });

  test("the cause is the first file that affects it", () => {
    const files = ["README.md", "environments/dev.tfvars", "environments/dev.yml"];
    const [first] = findAffected(environments, OWN, { files });
    expect(first?.cause).toBe("environments/dev.tfvars");
  });
});
