import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import {
  findBackendBlock,
  refuseOtherBackend,
  wayOutOf,
} from "../../../../../actions/lib/terraform/backend-block.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "backend-block-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const find = (files: Record<string, string>, tool: "terraform" | "opentofu" = "terraform") => {
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(directory, name), text);
  return findBackendBlock(directory, tool);
};
const S3 = 'terraform {\n  backend "s3" {}\n}\n';

describe("the backend block", () => {
  test.each<[string, Record<string, string>, string | undefined]>([
    ["is found for S3", { "a.tf": S3 }, "s3"],
    ["is not found in a comment", { "a.tf": '# terraform { backend "local" {} }\n' }, undefined],
    [
      "is found in JSON",
      { "a.tf.json": '{"terraform":{"backend":{"gcs":{"bucket":"x"}}}}' },
      "gcs",
    ],
    [
      "is found in an override file",
      { "a.tf": S3, "a_override.tf": S3.replace("s3", "http") },
      "http",
    ],
    [
      "is not read from a file of OpenTofu by Terraform",
      { "a.tf": S3, "b.tofu": S3.replace("s3", "http") },
      "s3",
    ],
  ])("%s", async (_, files, type) => {
    expect((await find(files))?.type).toBe(type);
  });

  test("is read from a file of OpenTofu by OpenTofu", async () => {
    const files = { "a.tf": S3, "a.tofu": S3.replace("s3", "pg") };
    expect((await find(files, "opentofu"))?.type).toBe("pg");
  });
});

describe("a workspace and its bucket", () => {
  test("fit if the backend is S3, or if there is no backend yet", async () => {
    refuseOtherBackend(await find({ "a.tf": S3 }), "live", "terraform");
    refuseOtherBackend(undefined, "live", "terraform");
  });

  test.each([
    [
      "another backend",
      S3.replace("s3", "http"),
      /live keeps its state in the backend "http" \(main\.tf\), not in S3/,
    ],
    [
      "HCP Terraform",
      'terraform {\n  cloud {\n    organization = "o"\n  }\n}\n',
      /in HCP Terraform \(cloud block in main\.tf\), not in S3/,
    ],
  ])("do not fit if the workspace uses %s", async (_, text, message) => {
    const block = await find({ "main.tf": text });
    expect(() => refuseOtherBackend(block, "live", "terraform")).toThrow(message);
  });

  test("do not fit, and the commands that move the state are those of the tool", async () => {
    const block = await find({ "main.tf": "terraform {\n  cloud {\n  }\n}\n" });
    expect(() => refuseOtherBackend(block, "live", "opentofu")).toThrow(
      expect.objectContaining({
        fix: expect.stringMatching(/`tofu state pull > .+`tofu state push moved.tfstate`/),
      }),
    );
  });

  test("do not fit, and where nobody knows the tool, the commands are for both", async () => {
    const block = await find({ "main.tf": "terraform {\n  cloud {\n  }\n}\n" });
    expect(wayOutOf(block, "live")?.fix).toMatch(
      /`terraform state push moved\.tfstate` \(with OpenTofu, `tofu` instead of `terraform`\); docs/,
    );
    expect(wayOutOf(block, "live", "terraform")?.fix).not.toContain("tofu");
  });
});
