import type { Fields, Value } from "../values.ts";
import { textOf } from "../values.ts";
import { partitionOf } from "./names.ts";

/** Resources of a type. */
type Find = (type: string) => Iterable<Fields>;

type Relation = (state: Fields, find: Find, region: string) => Fields;

/**
 * Attributes that other resources change. The provider reads them at the next refresh, and Terraform reports them as
 * changed outside of Terraform.
 */
export const RELATIONS: Record<string, Relation> = {
  aws_iam_role: (role, find) => ({
    managed_policy_arns: [...find("aws_iam_role_policy_attachment")]
      .filter((one) => textOf(one, "role") === textOf(role, "name"))
      .map((one) => textOf(one, "policy_arn") ?? "")
      .sort(),
  }),
  aws_route_table: (table, find) => ({
    route: [...find("aws_route")]
      .filter((one) => textOf(one, "route_table_id") === textOf(table, "id"))
      .map(routeOf),
  }),
  aws_eip: (address, find, region) => {
    const id = textOf(address, "id");
    const gateway = [...find("aws_nat_gateway")].find((one) => textOf(one, "allocation_id") === id);
    if (!gateway) return {};
    const ip = textOf(gateway, "private_ip") ?? "";
    return {
      association_id: gateway["association_id"] ?? "",
      network_interface: gateway["network_interface_id"] ?? "",
      private_ip: ip,
      private_dns: `ip-${ip.replaceAll(".", "-")}.${privateDomain(region)}`,
    };
  },
};

/** https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html */
function privateDomain(region: string): string {
  if (region === "us-east-1") return "ec2.internal";
  const { name } = partitionOf(region);
  return `${region}.compute.${name === "aws-cn" ? "amazonaws.com.cn" : "internal"}`;
}

/** Attributes of a route inside a route table, by their names in aws_route. */
const ROUTE: Record<string, string> = {
  carrier_gateway_id: "carrier_gateway_id",
  cidr_block: "destination_cidr_block",
  core_network_arn: "core_network_arn",
  destination_prefix_list_id: "destination_prefix_list_id",
  egress_only_gateway_id: "egress_only_gateway_id",
  gateway_id: "gateway_id",
  ipv6_cidr_block: "destination_ipv6_cidr_block",
  local_gateway_id: "local_gateway_id",
  nat_gateway_id: "nat_gateway_id",
  network_interface_id: "network_interface_id",
  transit_gateway_id: "transit_gateway_id",
  vpc_endpoint_id: "vpc_endpoint_id",
  vpc_peering_connection_id: "vpc_peering_connection_id",
};

const routeOf = (route: Fields): Fields =>
  Object.fromEntries(
    Object.entries(ROUTE).map(([name, of]): [string, Value] => [name, textOf(route, of) ?? ""]),
  );
