import { describe, expect, it, test } from "@jest/globals";
import { blocksIn, chooseFiles } from "../../../../../actions/lib/terraform/configuration-files.ts";

describe("the files that the tool reads", () => {
  const names = [
    ...[
      "z.tf",
      "net_override.tf",
      "override.tf.json",
      "net.tf",
      "net.tofu",
      "dns.tf.json",
      "extra.tofu.json",
    ],
    ...[".hidden.tf", "old.tf~", "#draft.tf#", "notes.md", "plan.tf.bak", "terraform.tfvars"],
  ];
  it("of Terraform have the overrides last", () => {
    expect(chooseFiles(names, "terraform")).toStrictEqual([
      "dns.tf.json",
      "net.tf",
      "z.tf",
      "net_override.tf",
      "override.tf.json",
    ]);
  });
  it("of OpenTofu have net.tofu instead of net.tf", () => {
    expect(chooseFiles(names, "opentofu")).toStrictEqual([
      "dns.tf.json",
      "extra.tofu.json",
      "net.tofu",
      "z.tf",
      "net_override.tf",
      "override.tf.json",
    ]);
  });
});

test.each([
  ["a.tf", 'terraform {\n  backend "s3" {\n    role_arn = "arn"\n  }\n  cloud {}\n}\n'],
  ["a.tf.json", '{"terraform":[{"backend":{"s3":{"role_arn":"arn"}}},{"cloud":{}}]}'],
])("finds blocks in %s", (name, text) => {
  const bodies = blocksIn({ name, text, isOverride: false }, "terraform");
  const blocks = bodies.flatMap((body) => body.blocks);
  expect(blocks.map(({ type, labels }) => [type, ...labels])).toStrictEqual([
    ["backend", "s3"],
    ["cloud"],
  ]);
  expect(blocks[0]?.attributes.get("role_arn")).toStrictEqual([{ kind: "text", value: "arn" }]);
});

test("broken JSON has no blocks, because the tool reports it", () => {
  expect(blocksIn({ name: "a.tf.json", text: "{", isOverride: false }, "terraform")).toStrictEqual(
    [],
  );
});
