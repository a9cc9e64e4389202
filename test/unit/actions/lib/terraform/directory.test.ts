import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { findDirectory, nameOfDirectory } from "../../../../../actions/lib/terraform/directory.ts";

test.each([
  ["terraform/infrastructure", "terraform/infrastructure"],
  ["./terraform/infrastructure/", "terraform/infrastructure"],
  ["/checkout/terraform", "terraform"],
  [".", "."],
  ["$/terraform/infrastructure", "$/terraform/infrastructure"],
  ["$/terraform//infrastructure/", "$/terraform/infrastructure"],
])("the name of %s is %s", (given, expected) => {
  expect(nameOfDirectory({ checkout: "/checkout" }, given)).toBe(expected);
});

describe("P-E 55: the folder of a workspace", () => {
  let checkout = "";
  const find = (given: string) =>
    findDirectory({ checkout, temporaryDirectory: path.join(checkout, ".temp") }, given);

  beforeAll(() => {
    checkout = mkdtempSync(path.join(tmpdir(), "eks-pipeline-directory-"));
    for (const folder of ["with blanks", "empty"]) mkdirSync(path.join(checkout, folder));
    writeFileSync(path.join(checkout, "with blanks/main.tf"), "");
    writeFileSync(path.join(checkout, "file"), "");
    symlinkSync("with blanks", path.join(checkout, "link"));
    symlinkSync("nowhere", path.join(checkout, "broken"));
  });
  afterAll(() => rmSync(checkout, { recursive: true, force: true }));

  test.each(["with blanks", "link", "./with blanks/"])("%j is found", async (given) => {
    expect(await find(given)).toBe(path.join(checkout, given.replace(/^\.\/|\/$/g, "")));
  });

  test.each([
    ["nowhere", /^working-directory "nowhere" is not a folder of the repository$/],
    ["broken", /^working-directory "broken" is not a folder of the repository$/],
    ["file", /^working-directory "file" is not a folder of the repository$/],
    ["empty", /^working-directory "empty" contains no \*\.tf or \*\.tofu file$/],
  ])("%j is refused, and named", async (given, message) => {
    await expect(find(given)).rejects.toMatchObject({
      reason: "no-configuration",
      message: expect.stringMatching(message),
    });
  });
});
