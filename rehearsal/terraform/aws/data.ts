import { Failure } from "../provider.ts";
import type { Block } from "../schema.ts";
import { fill } from "../resolve-unknowns.ts";
import type { Fields, Value } from "../values.ts";
import { firstBlock, textOf } from "../values.ts";
import { arn, partitionOf, zonesOf } from "./names.ts";
import { policyDocument } from "./policy-document.ts";
import type { Account, Cluster, Target } from "./target.ts";
import { toBase64 } from "./target.ts";

/** The source of a data source's values. */
interface Source {
  target: Target;
  /** The region in the provider's configuration. */
  region: string;
  /**
   * Returns the cluster as Terraform created it, for the DescribeCluster fields that the embedded AWS does not have.
   */
  managedCluster: (name: string) => Fields | undefined;
}

type DataSource = (config: Fields, source: Source) => Fields;

/** The data sources in use, by type. Answers may be incomplete: missing values become zero values. */
export const DATA: Record<string, DataSource> = {
  aws_partition: (_, { region }) => {
    const { name, suffix, reverse } = partitionOf(region);
    return { id: name, partition: name, dns_suffix: suffix, reverse_dns_prefix: reverse };
  },
  aws_caller_identity: (_, { target: { aws, caller } }) => {
    const { accountId } = aws;
    return { id: accountId, account_id: accountId, arn: caller.arn, user_id: caller.userId };
  },
  aws_iam_policy_document: policyDocument,
  aws_availability_zones: (config, { region }) => {
    const excludedIds = strings(config["exclude_zone_ids"]);
    const excludedNames = strings(config["exclude_names"]);
    const zones = zonesOf(region).filter(
      ({ id, name }) => !excludedIds.includes(id) && !excludedNames.includes(name),
    );
    return {
      ...config,
      id: region,
      names: zones.map(({ name }) => name),
      zone_ids: zones.map(({ id }) => id),
      group_names: [region],
    };
  },
  aws_eks_cluster: (config, source) => {
    const name = textOf(config, "name") ?? "";
    const cluster = source.target.aws.eks.find(name);
    if (!cluster) throw new Failure(`reading EKS Cluster (${name}): couldn't find resource`);
    return {
      ...source.managedCluster(name),
      ...bootstrapped(source, name),
      ...described(source.target.aws, cluster),
    };
  },
};

/**
 * Adds whether the creator became administrator. DescribeCluster does not return it; the real data source contains
 * true.
 */
function bootstrapped({ managedCluster }: Source, name: string): Fields {
  const access = firstBlock(managedCluster(name), "access_config");
  if (!access) return {};
  return { access_config: [{ ...access, bootstrap_cluster_creator_admin_permissions: true }] };
}

function described({ accountId, region }: Account, cluster: Cluster): Fields {
  const details = cluster.details as
    { identity?: { oidc?: { issuer?: string } }; tags?: Record<string, string> } | undefined;
  return {
    id: cluster.name,
    name: cluster.name,
    arn: arn({ accountId, region }, "eks", `cluster/${cluster.name}`),
    endpoint: cluster.endpoint,
    certificate_authority: [{ data: toBase64(cluster.certificateAuthority) }],
    identity: [{ oidc: [{ issuer: details?.identity?.oidc?.issuer ?? "" }] }],
    role_arn: cluster.roleArn ?? "",
    status: "ACTIVE",
    version: cluster.version ?? "",
    tags: details?.tags ?? {},
  };
}

function strings(value: Value | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/**
 * Completes a data source's state: values come from the answer, otherwise from the configuration; other computed values
 * are zero values. Sets of blocks that are not configured are null, as the SDK leaves them.
 */
export function complete(block: Block, answer: Fields, config: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fill(block, {})).map(([name, zero]): [string, Value] => {
      const attribute = block.attributes?.[name];
      const otherwise = attribute !== undefined && attribute.computed !== true ? null : zero;
      const given = answer[name];
      const value = given === undefined ? (config[name] ?? otherwise) : given;
      const set = block.block_types?.[name]?.nesting_mode === "set";
      return [name, set && Array.isArray(value) && value.length === 0 ? null : value];
    }),
  );
}
