import type { Json } from "../../../lib/terraform/json.ts";
import type { ResourceChange } from "../../../lib/terraform/plan-json.ts";
import { resourcesOf } from "../../../lib/terraform/state.ts";
import type { State } from "../../../lib/terraform/state.ts";
import { equal, isObject, own, stringify } from "../../../lib/terraform/values.ts";
import type { JsonObject } from "../../../lib/terraform/values.ts";
import type { Difference } from "./difference.ts";
import { isBlank } from "./side.ts";

/** Objects of a state, by type. Contains only objects that may show up in an attribute of another object. */
export type Makers = ReadonlyMap<string, readonly JsonObject[]>;

/**
 * An attribute in which the AWS provider shows what other resources make. The provider reads the entire object: what is
 * in the attribute, and was made by none of these resources, was made by hand.
 */
interface Mirror {
  attribute: string;
  /** Types of the resources that make the attribute's values. */
  makers: readonly string[];
  /** Returns whether the makers made this value, or this item of the list. */
  isMade: (value: Json, object: JsonObject, makers: readonly JsonObject[]) => boolean;
}

/**
 * By type. The pages of https://registry.terraform.io/providers/hashicorp/aws/latest/docs name these pairs for each
 * resource.
 */
const MIRRORS: Readonly<Record<string, readonly Mirror[]>> = {
  aws_iam_role: [
    {
      attribute: "managed_policy_arns",
      makers: ["aws_iam_role_policy_attachment"],
      isMade: (arn, { name }, makers) =>
        makers.some((one) => has(one, "role", name) && one["policy_arn"] === arn),
    },
    {
      attribute: "inline_policy",
      makers: ["aws_iam_role_policy"],
      isMade: (policy, { name }, makers) =>
        makers.some((one) => has(one, "role", name) && agree(policy, one, INLINE_POLICY)),
    },
  ],
  aws_route_table: [
    {
      attribute: "route",
      makers: ["aws_route"],
      isMade: (route, { id }, makers) =>
        makers.some((one) => has(one, "route_table_id", id) && agree(route, one, ROUTE)),
    },
  ],
  aws_security_group: ["ingress", "egress"].map((attribute) => ({
    attribute,
    makers: [`aws_vpc_security_group_${attribute}_rule`, "aws_security_group_rule"],
    isMade: (rule, { id }, makers) =>
      isMadeOfRules(
        rule,
        makers.filter(
          (one) => has(one, "security_group_id", id) && (one["type"] ?? attribute) === attribute,
        ),
      ),
  })),
  aws_eip: Object.entries({
    association_id: "association_id",
    network_interface: "network_interface_id",
    private_ip: "private_ip",
    private_dns: "private_ip",
  }).map(([attribute, source]) => ({
    attribute,
    makers: ["aws_nat_gateway"],
    isMade: (value, { id }, makers) =>
      makers.some(
        (one) =>
          has(one, "allocation_id", id) &&
          (attribute === "private_dns" ? isNameOf(value, one[source]) : one[source] === value),
      ),
  })),
};

const INLINE_POLICY = { name: "name", policy: "policy" };

/** Attributes of a route in a table, each with the attribute of the resource that makes the route. */
const ROUTE: Readonly<Record<string, string>> = {
  cidr_block: "destination_cidr_block",
  ipv6_cidr_block: "destination_ipv6_cidr_block",
  ...Object.fromEntries(
    [
      ...["destination_prefix_list_id", "carrier_gateway_id", "core_network_arn", "gateway_id"],
      ...["egress_only_gateway_id", "local_gateway_id", "nat_gateway_id", "transit_gateway_id"],
      ...["network_interface_id", "vpc_endpoint_id", "vpc_peering_connection_id"],
    ].map((name) => [name, name]),
  ),
};

/** Returns the objects of a state that make something that another object shows. */
export function indexMakers(state: State): Makers {
  const wanted = new Set(
    Object.values(MIRRORS).flatMap((all) => all.flatMap(({ makers }) => makers)),
  );
  const makers = new Map<string, JsonObject[]>();
  for (const { type, values } of resourcesOf(state))
    if (wanted.has(type) && isObject(values))
      makers.set(type, [...(makers.get(type) ?? []), values]);
  return makers;
}

/** Returns whether a value that appeared in an object is there because another resource of the state made it. */
export function isMadeByAnother(
  { steps: [attribute, index], before, after }: Difference,
  { type, change }: ResourceChange,
  makers: Makers,
): boolean {
  if (!isBlank(before) || after.kind !== "value" || !isObject(change.after)) return false;
  const object = change.after;
  const mirror = (own(MIRRORS, type) ?? []).find((one) => one.attribute === attribute);
  if (mirror === undefined) return false;
  const values = own(object, mirror.attribute);
  const value = Array.isArray(values) && typeof index === "number" ? values[index] : values;
  // An item that was there before, and that now says more, was not made by a resource of its own.
  if (value === undefined || (Array.isArray(values) && before.kind !== "absent")) return false;
  return mirror.isMade(
    value,
    object,
    mirror.makers.flatMap((maker) => makers.get(maker) ?? []),
  );
}

const has = (maker: JsonObject, name: string, value: Json | undefined): boolean =>
  value !== undefined && value !== null && own(maker, name) === value;

/** Returns whether a name is the private name that AWS gives an address: ip-10-0-1-2.eu-west-1.compute.internal. */
const isNameOf = (name: Json, address: Json | undefined): boolean =>
  typeof name === "string" &&
  typeof address === "string" &&
  name.startsWith(`ip-${address.replaceAll(".", "-")}.`);

/** Returns whether two objects have equal values under the given pairs of names. Blank values are equal. */
const agree = (value: Json, maker: JsonObject, names: Readonly<Record<string, string>>): boolean =>
  isObject(value) &&
  Object.entries(names).every(([name, other]) =>
    equal(own(value, name) || null, own(maker, other) || null),
  );

/**
 * Returns whether every source of a security group's rule was made by a resource with the same ports and protocol. AWS
 * shows the sources of many rules as one rule.
 */
function isMadeOfRules(rule: Json, makers: readonly JsonObject[]): boolean {
  if (!isObject(rule)) return false;
  const made = new Set(
    makers.filter((one) => portsOf(one) === portsOf(rule)).flatMap((one) => sourcesOf(one)),
  );
  const sources = sourcesOf(rule);
  return sources.length > 0 && sources.every((one) => made.has(one));
}

/** Returns protocol and ports. All protocols together have no ports. */
function portsOf(rule: JsonObject): string {
  const protocol = rule["ip_protocol"] ?? rule["protocol"] ?? null;
  const ports = protocol === "-1" ? [] : [rule["from_port"] ?? 0, rule["to_port"] ?? 0];
  return stringify([protocol, ...ports]);
}

const SOURCES = [
  ...["cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups"],
  ...["cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"],
  "source_security_group_id",
];

function sourcesOf(rule: JsonObject): string[] {
  const named = SOURCES.flatMap((name) => rule[name] ?? []).filter(
    (one) => typeof one === "string",
  );
  return rule["self"] === true ? [...named, "self"] : named;
}
