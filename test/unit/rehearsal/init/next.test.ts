import { expect, test } from "@jest/globals";
import { nextLines } from "../../../../rehearsal/init/next.ts";

test("the commands after the first rehearsal name the same folder", () => {
  expect(nextLines("npm run rehearse --", "../shop").slice(1, 4)).toStrictEqual([
    "Next",
    "  see what a pull request shows   npm run rehearse -- plan --repo ../shop",
    "  see what a bad commit does      npm run rehearse -- deploy --fail wrong-port --repo ../shop",
  ]);
  const here = nextLines("eks-pipeline rehearse", undefined).join("\n");
  expect(here).toContain("  eks-pipeline rehearse plan\n");
  expect(here).not.toContain("--repo");
});

test("a folder name that a shell would change is quoted", () => {
  expect(nextLines("p", 'é "x" $(id) %s').join("\n")).toContain(
    `p deploy --fail wrong-port --repo 'é "x" $(id) %s'\n`,
  );
});

test("the files that contain example values are named", () => {
  const text = nextLines("p", undefined).join("\n");
  for (const file of ["environments/dev.yml", "environments/dev.infrastructure.tfvars"])
    expect(text).toContain(file);
});
