import { describe, expect, it } from "@jest/globals";
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { RULES as AWS } from "../../../../rehearsal/terraform/aws/rules.ts";
import { DATA } from "../../../../rehearsal/terraform/aws/data.ts";
import { KINDS } from "../../../../rehearsal/terraform/kubernetes/kinds.ts";
import { RULES as KUBERNETES } from "../../../../rehearsal/terraform/kubernetes/rules.ts";
import type { Rules } from "../../../../rehearsal/terraform/rules.ts";
import type { Block } from "../../../../rehearsal/terraform/schema.ts";
import { loadSchemas } from "../../../../rehearsal/terraform/schema.ts";
import { trim, typesIn } from "../../../../scripts/schemas.ts";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const aws = loadSchemas(`${ROOT}/rehearsal/terraform/schemas`, "aws").schemas;
const kubernetes = loadSchemas(`${ROOT}/rehearsal/terraform/schemas`, "kubernetes").schemas;

describe("the committed schemas", () => {
  const used = typesIn(
    readdirSync(`${ROOT}/terraform`, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".tf"))
      .map((file) => readFileSync(`${ROOT}/terraform/${file}`, "utf8"))
      .join("\n"),
  );

  it("have the types that terraform/ uses, and no others (npm run schemas)", () => {
    const resources = { ...aws.resource_schemas, ...kubernetes.resource_schemas };
    expect(Object.keys(resources).sort()).toStrictEqual([...new Set(used.resources)].sort());
    const data = { ...aws.data_source_schemas, ...kubernetes.data_source_schemas };
    expect(Object.keys(data).sort()).toStrictEqual([...new Set(used.data)].sort());
  });

  it("are all served", () => {
    expect(Object.keys(AWS).sort()).toStrictEqual(Object.keys(aws.resource_schemas ?? {}).sort());
    expect(Object.keys(DATA).sort()).toStrictEqual(
      Object.keys(aws.data_source_schemas ?? {}).sort(),
    );
    expect(Object.keys(KINDS).sort()).toStrictEqual(
      Object.keys(kubernetes.resource_schemas ?? {}).sort(),
    );
  });
});

const schemas = { ...aws.resource_schemas, ...kubernetes.resource_schemas };

describe.each(Object.entries<Rules>({ ...AWS, ...KUBERNETES }))(
  "the rules of %s",
  (type, rules) => {
    const paths = [
      ...Object.keys(rules.defaults ?? {}),
      ...(rules.replace ?? []),
      ...(rules.json ?? []),
      ...(rules.computedBlocks ?? []),
    ].filter((path) => !(type === "kubernetes_namespace_v1" && path === "metadata.namespace"));

    it("name attributes and blocks that the schema has", () => {
      const unknown = paths.filter((path) => !has(schemas[type]!.block, path.split(".")));
      expect(unknown).toStrictEqual([]);
    });
  },
);

function has(block: Block, [name = "", ...rest]: string[]): boolean {
  const nested = block.block_types?.[name];
  if (nested && rest.length > 0) return has(nested.block, rest);
  return nested !== undefined || block.attributes?.[name] !== undefined;
}

describe("trimming a dump", () => {
  it("finds the types that a configuration declares", () => {
    const hcl = 'resource "aws_vpc" "a" {}\n  data "aws_partition" "b" {}\n# resource "x" "y"\n';
    expect(typesIn(hcl)).toStrictEqual({ resources: ["aws_vpc"], data: ["aws_partition"] });
  });

  it("keeps only these types and the provider", () => {
    const schema = { block: {} };
    const dump = {
      provider: "p",
      version: "1",
      schemas: { provider: schema, resource_schemas: { x: schema, y: schema } },
    };
    expect(trim(dump, { resources: ["y"], data: ["z"] }).schemas).toStrictEqual({
      provider: schema,
      resource_schemas: { y: schema },
      data_source_schemas: {},
    });
  });
});
