import { describe, expect, it } from "@jest/globals";
import type { Json, ResourceChange } from "../../../../../actions/lib/terraform/plan-json.ts";
import type { State } from "../../../../../actions/lib/terraform/state.ts";
import { differences } from "../../../../../actions/plan-and-comment/src/changes/difference.ts";
import {
  indexMakers,
  isMadeByAnother,
} from "../../../../../actions/plan-and-comment/src/changes/made-by.ts";

type Values = Record<string, Json>;

/** Returns whether each difference of an object was made by one of the other resources. */
function made(type: string, before: Values, after: Values, others: [string, Values][]): boolean[] {
  const resources = others.map(([other, values]) => ({ type: other, values }));
  const makers = indexMakers({ values: { root_module: { resources } } } as unknown as State);
  const change = { type, change: { actions: ["update"], before, after } } as ResourceChange;
  return differences(change.change).map((one) => isMadeByAnother(one, change, makers));
}

const ROUTE = { cidr_block: "0.0.0.0/0", gateway_id: "igw-1", nat_gateway_id: "" };
const OWN_ROUTE = {
  route_table_id: "rtb-1",
  destination_cidr_block: "0.0.0.0/0",
  gateway_id: "igw-1",
  nat_gateway_id: null,
};
const RULE = {
  protocol: "tcp",
  from_port: 443,
  to_port: 443,
  cidr_blocks: ["10.0.0.0/8"],
  ipv6_cidr_blocks: [],
  security_groups: [],
  self: false,
};
const OWN_RULE = {
  security_group_id: "sg-1",
  ip_protocol: "tcp",
  from_port: 443,
  to_port: 443,
  cidr_ipv4: "10.0.0.0/8",
};
const INGRESS = "aws_vpc_security_group_ingress_rule";

describe("isMadeByAnother", () => {
  it.each<[string, string, Values, Values, [string, Values][], boolean]>([
    [
      "a route of a route resource",
      "aws_route_table",
      { id: "rtb-1", route: [] },
      { id: "rtb-1", route: [ROUTE] },
      [["aws_route", OWN_ROUTE]],
      true,
    ],
    [
      "a route to another gateway",
      "aws_route_table",
      { id: "rtb-1", route: [] },
      { id: "rtb-1", route: [{ ...ROUTE, gateway_id: "igw-2" }] },
      [["aws_route", OWN_ROUTE]],
      false,
    ],
    [
      "a rule of a rule resource",
      "aws_security_group",
      { id: "sg-1", ingress: [] },
      { id: "sg-1", ingress: [RULE] },
      [[INGRESS, OWN_RULE]],
      true,
    ],
    [
      "a rule that AWS joined from two resources",
      "aws_security_group",
      { id: "sg-1", ingress: [] },
      { id: "sg-1", ingress: [{ ...RULE, cidr_blocks: ["10.0.0.0/8", "192.0.2.0/24"] }] },
      [
        [INGRESS, OWN_RULE],
        [INGRESS, { ...OWN_RULE, cidr_ipv4: "192.0.2.0/24" }],
      ],
      true,
    ],
    [
      "a joined rule with a source that somebody added",
      "aws_security_group",
      { id: "sg-1", ingress: [] },
      { id: "sg-1", ingress: [{ ...RULE, cidr_blocks: ["10.0.0.0/8", "0.0.0.0/0"] }] },
      [[INGRESS, OWN_RULE]],
      false,
    ],
    [
      "another port",
      "aws_security_group",
      { id: "sg-1", ingress: [] },
      { id: "sg-1", ingress: [{ ...RULE, from_port: 22, to_port: 22 }] },
      [[INGRESS, OWN_RULE]],
      false,
    ],
    [
      "a rule of aws_security_group_rule, in the other direction",
      "aws_security_group",
      { id: "sg-1", ingress: [] },
      { id: "sg-1", ingress: [RULE] },
      [["aws_security_group_rule", { ...RULE, security_group_id: "sg-1", type: "egress" }]],
      false,
    ],
    [
      "the address of a NAT gateway",
      "aws_eip",
      { id: "eipalloc-1", network_interface: "", private_ip: "", private_dns: null },
      {
        id: "eipalloc-1",
        network_interface: "eni-1",
        private_ip: "10.0.1.2",
        private_dns: "ip-10-0-1-2.eu-west-1.compute.internal",
      },
      [
        [
          "aws_nat_gateway",
          { allocation_id: "eipalloc-1", network_interface_id: "eni-1", private_ip: "10.0.1.2" },
        ],
      ],
      true,
    ],
    [
      "an address that was given to something else",
      "aws_eip",
      { id: "eipalloc-1", network_interface: "" },
      { id: "eipalloc-1", network_interface: "eni-2" },
      [["aws_nat_gateway", { allocation_id: "eipalloc-1", network_interface_id: "eni-1" }]],
      false,
    ],
    [
      "an inline policy",
      "aws_iam_role",
      { name: "app", inline_policy: [] },
      { name: "app", inline_policy: [{ name: "p", policy: "{}" }] },
      [["aws_iam_role_policy", { role: "app", name: "p", policy: "{}" }]],
      true,
    ],
    [
      "a value that existed before and changed",
      "aws_iam_role",
      { name: "app", managed_policy_arns: ["a"] },
      { name: "app", managed_policy_arns: ["b"] },
      [["aws_iam_role_policy_attachment", { role: "app", policy_arn: "b" }]],
      false,
    ],
    [
      "another attribute",
      "aws_iam_role",
      { name: "app", path: "" },
      { name: "app", path: "/b/" },
      [["aws_iam_role_policy_attachment", { role: "app", policy_arn: "/b/" }]],
      false,
    ],
  ])("%s", (_, type, before, after, others, wanted) => {
    const found = made(type, before, after, others);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((one) => one === wanted)).toBe(true);
  });
});
