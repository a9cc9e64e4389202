import { describe, expect, it } from "@jest/globals";
import { RELATIONS } from "../../../../rehearsal/terraform/aws/relations.ts";
import { readBack, withoutNullCollections } from "../../../../rehearsal/terraform/read-back.ts";
import type { Block } from "../../../../rehearsal/terraform/schema.ts";
import type { Fields } from "../../../../rehearsal/terraform/values.ts";

const BLOCK: Block = {
  attributes: {
    description: { type: "string", optional: true },
    size: { type: "number", optional: true },
    tags: { type: ["map", "string"], optional: true },
  },
  block_types: {
    network: {
      nesting_mode: "list",
      block: { attributes: { groups: { type: ["set", "string"], optional: true } } },
    },
  },
};
const STATE = { description: null, size: null, tags: null, network: [{ groups: null }] };
const PATHS = ["description", "size", "tags", "network.groups"];

describe("what is stored of attributes that nobody set", () => {
  it("is zero for single values after an apply, and null for collections", () => {
    expect(readBack(BLOCK, PATHS, STATE, "apply")).toStrictEqual({
      ...STATE,
      description: "",
      size: 0,
    });
  });

  it("is empty for collections from the first read on", () => {
    expect(readBack(BLOCK, PATHS, STATE, "read")).toStrictEqual({
      description: "",
      size: 0,
      tags: {},
      network: [{ groups: [] }],
    });
  });

  it("is null for what the provider does not read back, and stays what it is when it is set", () => {
    const state = { ...STATE, description: "a", tags: { a: "b" } };
    expect(readBack(BLOCK, ["description", "tags"], state, "read")).toStrictEqual(state);
  });

  it("of hashicorp/kubernetes has no null collection, and null text", () => {
    expect(withoutNullCollections(BLOCK, STATE)).toStrictEqual({
      description: null,
      size: null,
      tags: {},
      network: [{ groups: [] }],
    });
  });
});

describe("what other resources change", () => {
  const world: Record<string, Fields[]> = {
    aws_iam_role_policy_attachment: [
      { role: "node", policy_arn: "z" },
      { role: "node", policy_arn: "a" },
      { role: "other", policy_arn: "b" },
    ],
    aws_route: [
      { route_table_id: "rtb-1", destination_cidr_block: "0.0.0.0/0", gateway_id: "igw" },
    ],
    aws_nat_gateway: [
      {
        allocation_id: "eip-1",
        association_id: "assoc",
        network_interface_id: "eni",
        private_ip: "10.0.0.4",
      },
    ],
  };
  const related = (type: string, state: Fields, region = "eu-west-1") =>
    RELATIONS[type]?.(state, (other) => world[other] ?? [], region);

  it("a role has the policies that are attached to it", () => {
    expect(related("aws_iam_role", { name: "node" })).toStrictEqual({
      managed_policy_arns: ["a", "z"],
    });
  });

  it("a route table has the routes in it, with every attribute", () => {
    const { route } = related("aws_route_table", { id: "rtb-1" }) as { route: Fields[] };
    expect(route).toHaveLength(1);
    expect(route[0]).toMatchObject({
      cidr_block: "0.0.0.0/0",
      gateway_id: "igw",
      nat_gateway_id: "",
    });
    expect(related("aws_route_table", { id: "rtb-2" })).toStrictEqual({ route: [] });
  });

  it.each([
    ["eu-west-1", "ip-10-0-0-4.eu-west-1.compute.internal"],
    ["us-east-1", "ip-10-0-0-4.ec2.internal"],
  ])("an address belongs to its NAT gateway in %s", (region, name) => {
    expect(related("aws_eip", { id: "eip-1" }, region)).toStrictEqual({
      association_id: "assoc",
      network_interface: "eni",
      private_ip: "10.0.0.4",
      private_dns: name,
    });
    expect(related("aws_eip", { id: "eip-2" }, region)).toStrictEqual({});
  });
});
