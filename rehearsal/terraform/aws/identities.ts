import { crc32 } from "node:zlib";
import type { Fields, Value } from "../values.ts";
import { textOf } from "../values.ts";
import type { Scope } from "./names.ts";
import { arn, ec2Id, iamArn, pick, uuid, zonesOf } from "./names.ts";

/** The input for a new resource's values: its planned state and a unique seed. */
export interface Creation {
  scope: Scope;
  seed: string;
  planned: Fields;
  /** Returns the state of another resource by type and id; undefined if Terraform does not manage it. */
  find: (type: string, id: string) => Fields | undefined;
  /** Time of creation, RFC 3339 in seconds. */
  now: string;
}

type Identity = (creation: Creation) => Fields;

const text = (creation: Creation, name: string): string => textOf(creation.planned, name) ?? "";

/** Makes the values of EC2 resources: the id, and its ARN if the schema has one. */
const ec2 =
  (
    prefix: string,
    kind: string,
    more: (creation: Creation, id: string) => Fields = () => ({}),
  ): Identity =>
  (creation) => {
    const id = ec2Id(prefix, creation.seed);
    return {
      id,
      arn: arn(creation.scope, "ec2", `${kind}/${id}`),
      owner_id: creation.scope.accountId,
      ...more(creation, id),
    };
  };

/**
 * The values that AWS assigns to new resources, by type, in AWS's format. They replace values that are unknown in the
 * plan. Unknown values that are not listed become the zero value of their type.
 */
export const NETWORK: Record<string, Identity> = {
  aws_vpc: ec2("vpc", "vpc", ({ seed }) => ({
    main_route_table_id: ec2Id("rtb", seed),
    default_route_table_id: ec2Id("rtb", seed),
    default_network_acl_id: ec2Id("acl", seed),
    default_security_group_id: ec2Id("sg", seed),
    dhcp_options_id: ec2Id("dopt", seed),
  })),
  aws_default_security_group: (creation) => {
    const vpc = creation.find("aws_vpc", text(creation, "vpc_id"));
    const id = textOf(vpc, "default_security_group_id") ?? ec2Id("sg", creation.seed);
    return {
      id,
      arn: arn(creation.scope, "ec2", `security-group/${id}`),
      owner_id: creation.scope.accountId,
      name: "default",
      description: "default VPC security group",
    };
  },
  aws_internet_gateway: ec2("igw", "internet-gateway"),
  aws_subnet: ec2("subnet", "subnet", (creation) => ({
    availability_zone_id: zoneId(creation),
    private_dns_hostname_type_on_launch: "ip-name",
  })),
  aws_eip: ec2("eipalloc", "elastic-ip", ({ seed, scope }, id) => {
    const address = `198.51.100.${pick(seed, 254) + 1}`;
    return {
      allocation_id: id,
      public_ip: address,
      public_dns: `ec2-${address.replaceAll(".", "-")}.${scope.region}.compute.amazonaws.com`,
      network_border_group: scope.region,
      public_ipv4_pool: "amazon",
      vpc: true,
    };
  }),
  aws_nat_gateway: ec2("nat", "natgateway", (creation) => {
    const address = creation.find("aws_eip", text(creation, "allocation_id"));
    return {
      association_id: ec2Id("eipassoc", creation.seed),
      network_interface_id: ec2Id("eni", creation.seed),
      private_ip: `10.0.240.${pick(creation.seed, 250) + 4}`,
      public_ip: textOf(address, "public_ip") ?? "",
    };
  }),
  aws_route_table: ec2("rtb", "route-table"),
  aws_route: (creation) => ({
    id: `r-${text(creation, "route_table_id")}${crc32(text(creation, "destination_cidr_block"))}`,
    origin: "CreateRoute",
    state: "active",
  }),
  aws_route_table_association: ec2("rtbassoc", "route-table-association"),
};

function zoneId(creation: Creation): string {
  const wanted = text(creation, "availability_zone");
  return zonesOf(creation.scope.region).find(({ name }) => name === wanted)?.id ?? "";
}

export const IDENTITY: Record<string, Identity> = {
  aws_iam_role: (creation) => {
    const name = text(creation, "name");
    return {
      id: name,
      arn: iamArn(creation.scope, `role${text(creation, "path")}${name}`),
      create_date: creation.now,
      unique_id: `AROA${uuid(creation.seed).replaceAll("-", "").slice(0, 17).toUpperCase()}`,
    };
  },
  aws_iam_role_policy_attachment: (creation) => ({
    id: `${text(creation, "role")}-${creation.now.replaceAll(/\D/g, "")}${pick(creation.seed, 1e9).toString().padStart(12, "0")}`,
  }),
  aws_kms_key: (creation) => {
    const id = uuid(creation.seed);
    return {
      id,
      key_id: id,
      arn: arn(creation.scope, "kms", `key/${id}`),
      policy: keyPolicy(creation.scope),
      ...rotation(creation),
    };
  },
  aws_kms_alias: (creation) => ({
    id: text(creation, "name"),
    arn: arn(creation.scope, "kms", text(creation, "name")),
    target_key_arn: arn(creation.scope, "kms", `key/${text(creation, "target_key_id")}`),
  }),
  aws_cloudwatch_log_group: (creation) => ({
    id: text(creation, "name"),
    arn: arn(creation.scope, "logs", `log-group:${text(creation, "name")}`),
    log_group_class: "STANDARD",
  }),
};

function rotation(creation: Creation): Record<string, Value> {
  return { rotation_period_in_days: creation.planned["enable_key_rotation"] === true ? 365 : 0 };
}

/** Returns the key policy of a KMS key that is created without one. */
function keyPolicy(scope: Scope): string {
  return JSON.stringify({
    Id: "key-default-1",
    Statement: [
      {
        Action: "kms:*",
        Effect: "Allow",
        Principal: { AWS: iamArn(scope, "root") },
        Resource: "*",
        Sid: "Enable IAM User Permissions",
      },
    ],
    Version: "2012-10-17",
  });
}
