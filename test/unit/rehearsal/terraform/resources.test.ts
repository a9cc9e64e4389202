import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { Resources } from "../../../../rehearsal/terraform/resources.ts";

test("the next process finds the resources again, including large numbers", () => {
  const directory = mkdtempSync(join(tmpdir(), "resources-"));
  const first = new Resources(directory, "aws");
  first.put("aws_vpc", "vpc-1", { id: "vpc-1", size: 5_000_000_000n });
  first.put("aws_vpc", "constructor", { id: "constructor" });
  first.put("aws_vpc", "vpc-2", { id: "vpc-2" });
  first.delete("aws_vpc", "vpc-2");
  const second = new Resources(directory, "aws");
  expect(second.get("aws_vpc", "vpc-1")).toStrictEqual({ id: "vpc-1", size: 5_000_000_000 });
  expect(second.types()).toStrictEqual(["aws_vpc"]);
  expect(Object.keys(second.all("aws_vpc"))).toStrictEqual(["vpc-1", "constructor"]);
  expect(readdirSync(join(directory, "providers"))).toStrictEqual(["aws.json"]);
  rmSync(directory, { recursive: true });
});

test("a type is removed with its last resource, and no type has resources that nobody made", () => {
  const resources = new Resources(undefined, "aws");
  resources.put("aws_vpc", "vpc-1", {});
  expect(resources.get("aws_vpc", "constructor")).toBeUndefined();
  expect(resources.get("constructor", "name")).toBeUndefined();
  resources.delete("aws_vpc", "vpc-1");
  resources.delete("aws_subnet", "never-made");
  expect([resources.types(), resources.all("aws_vpc")]).toStrictEqual([[], {}]);
});
