import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import {
  readRendering,
  renderWorkflow,
  renderWorkflows,
} from "../../../scripts/render-workflows.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const PIPELINE = `platform/eks-pipeline@${COMMIT}`;
const rendering = readRendering(PIPELINE, [`actions/upload-artifact=mirror/upload@${COMMIT}`]);

describe("a workflow for a server that does not know `uses: $/path`", () => {
  test("names repository and commit, and is not changed otherwise", () => {
    const text = [
      "      - name: Plan",
      "        uses: $/actions/plan-and-comment",
      "        with:",
      "          working-directory: $/terraform/infrastructure # uses: $/x",
      "      - uses: $/actions/kube-deploy",
      "      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2",
      "      - uses: actions/upload-artifact@b7c566a772e6b6bfb58ed0dc250532a479d7789f # v6.0.0",
      "",
    ];
    expect(renderWorkflow(text.join("\n"), rendering).split("\n")).toStrictEqual([
      text[0],
      `        uses: platform/eks-pipeline/actions/plan-and-comment@${COMMIT}`,
      ...text.slice(2, 4),
      `      - uses: platform/eks-pipeline/actions/kube-deploy@${COMMIT}`,
      text[5],
      `      - uses: mirror/upload@${COMMIT}`,
      "",
    ]);
  });

  test("is made from every reusable workflow, and from no other", () => {
    const folder = path.resolve(import.meta.dirname, "../../../.github/workflows");
    const reusable = readdirSync(folder)
      .filter((name) => name.endsWith(".yml"))
      .filter((name) => readFileSync(path.join(folder, name), "utf8").includes("workflow_call:"));
    const rendered = renderWorkflows(rendering);
    expect(Object.keys(rendered)).toStrictEqual(reusable.sort());
    expect(reusable).toContain("deploy.yml");
    for (const text of Object.values(rendered)) {
      expect(text).not.toMatch(/uses: \$\//);
      expect(text).toContain("uses: platform/eks-pipeline/actions/");
    }
  });

  test.each<[string, string[], string[]]>([
    ["platform/eks-pipeline@v1", [], ['the pipeline: "platform/eks-pipeline@v1" is not valid.']],
    ["eks-pipeline", [], ["Expected OWNER/NAME@COMMIT with the 40 digits of a commit"]],
    [`a/b@${COMMIT}@x`, [], ["is not valid."]],
    [
      "x",
      ["actions/checkout", "actions/cache=v1"],
      ['"x" is not', '--replace: "actions/checkout" is not', '"actions/cache=v1" is not'],
    ],
  ])("%s %j is refused, with all problems at once", (pipeline, replace, words) => {
    for (const word of words) expect(() => readRendering(pipeline, replace)).toThrow(word);
  });
});
