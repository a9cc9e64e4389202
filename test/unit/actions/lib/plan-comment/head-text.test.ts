import { expect, test } from "@jest/globals";
import { headText } from "../../../../../actions/lib/plan-comment/head-text.ts";

const head: Parameters<typeof headText>[0] = {
  directory: "",
  what: "Plan",
  label: "dev",
  line: "",
  short: "",
  alerts: [],
  notes: [],
  below: [],
};
const headingOf = (directory: string) => headText({ ...head, directory });

test("the heading names the workspace", () => {
  expect(headingOf("terraform/kubernetes")).toBe("### Plan · dev · `terraform/kubernetes`");
});

test("the heading of a workspace with a very long path has the end of the path", () => {
  const directory = `${"folder/".repeat(40)}kubernetes`;
  const heading = headingOf(directory);
  expect(heading).toMatch(/^### Plan · dev · `…[a-z/]+\/folder\/kubernetes`$/);
  expect(heading).toHaveLength("### Plan · dev · ``".length + 200);
});
