import type { Fields } from "../values.ts";
import { firstBlock, textOf } from "../values.ts";
import type { Creation } from "./identities.ts";
import { arn, digits, ec2Id, partitionOf, uuid } from "./names.ts";

const text = (creation: Creation, name: string): string => textOf(creation.planned, name) ?? "";

/** The values that EKS, ECR and launch templates assign on creation; see identities.ts. */
export const CLUSTERS: Record<string, (creation: Creation) => Fields> = {
  aws_eks_cluster: cluster,
  aws_eks_addon: (creation) => {
    const name = `${text(creation, "cluster_name")}/${text(creation, "addon_name")}`;
    return {
      id: name.replace("/", ":"),
      arn: arn(creation.scope, "eks", `addon/${name}/${uuid(creation.seed)}`),
      addon_version: DEFAULT_ADD_ON_VERSION,
      created_at: creation.now,
      modified_at: creation.now,
    };
  },
  aws_eks_access_entry: (creation) => {
    const principal = text(creation, "principal_arn");
    const [, , , , account = "", path = ""] = principal.split(":");
    const [kind = "role", name = ""] = path.split("/");
    const entry = [text(creation, "cluster_name"), kind, account, name, uuid(creation.seed)].join(
      "/",
    );
    return {
      id: `${text(creation, "cluster_name")}:${principal}`,
      access_entry_arn: arn(creation.scope, "eks", `access-entry/${entry}`),
      user_name: userName(principal),
      created_at: creation.now,
      modified_at: creation.now,
    };
  },
  aws_eks_access_policy_association: (creation) => ({
    id: ["cluster_name", "principal_arn", "policy_arn"]
      .map((name) => text(creation, name))
      .join("#"),
    associated_at: goTime(creation.now),
    modified_at: goTime(creation.now),
  }),
  aws_eks_pod_identity_association: (creation) => {
    const id = `a-${digits(creation.seed, 17)}`;
    const name = `podidentityassociation/${text(creation, "cluster_name")}/${id}`;
    return { id, association_id: id, association_arn: arn(creation.scope, "eks", name) };
  },
  aws_eks_node_group: nodeGroup,
  aws_launch_template: (creation) => {
    const id = ec2Id("lt", creation.seed);
    return {
      id,
      arn: arn(creation.scope, "ec2", `launch-template/${id}`),
      default_version: 1,
      latest_version: 1,
    };
  },
  aws_ecr_repository: (creation) => {
    const name = text(creation, "name");
    const { accountId, region } = creation.scope;
    return {
      id: name,
      arn: arn(creation.scope, "ecr", `repository/${name}`),
      registry_id: accountId,
      repository_url: `${accountId}.dkr.ecr.${region}.${partitionOf(region).suffix}/${name}`,
      encryption_configuration: [{ kms_key: repositoryKey(creation) }],
    };
  },
  aws_ecr_lifecycle_policy: (creation) => ({
    id: text(creation, "repository"),
    registry_id: creation.scope.accountId,
  }),
};

/** Formats a time as Go prints it, because the provider stores these times in that format instead of RFC 3339. */
const goTime = (time: string): string => `${time.replace("T", " ").replace("Z", "")} +0000 UTC`;

/** Add-ons have no real versions here. A version that is set with var.add_on_versions stays unchanged. */
const DEFAULT_ADD_ON_VERSION = "v1.0.0-eksbuild.1";

/**
 * Returns the user name of a principal. EKS includes the session name for an assumed role.
 * https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
 */
function userName(principal: string): string {
  if (!principal.includes(":role/")) return principal;
  const session = principal.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/");
  return `${session}/{{SessionName}}`;
}

/**
 * Returns the encryption key of a repository. With KMS and without a customer key, ECR encrypts with the account's
 * aws/ecr key.
 */
function repositoryKey(creation: Creation): string {
  const type = textOf(firstBlock(creation.planned, "encryption_configuration"), "encryption_type");
  if (type !== "KMS") return "";
  return arn(creation.scope, "kms", `key/${uuid(`${creation.scope.accountId} aws/ecr`)}`);
}

function cluster(creation: Creation): Fields {
  const name = text(creation, "name");
  const subnets = firstBlock(creation.planned, "vpc_config")?.["subnet_ids"];
  const subnet = Array.isArray(subnets) && typeof subnets[0] === "string" ? subnets[0] : "";
  return {
    id: name,
    arn: arn(creation.scope, "eks", `cluster/${name}`),
    created_at: creation.now,
    identity: [{ oidc: [{ issuer: issuer(creation) }] }],
    platform_version: "eks.1",
    status: "ACTIVE",
    version: "1.35",
    access_config: [{ authentication_mode: "API" }],
    upgrade_policy: [{ support_type: "EXTENDED" }],
    kubernetes_network_config: [
      {
        elastic_load_balancing: [{ enabled: false }],
        ip_family: "ipv4",
        service_ipv4_cidr: "172.20.0.0/16",
      },
    ],
    vpc_config: [
      {
        cluster_security_group_id: ec2Id("sg", creation.seed),
        vpc_id: textOf(creation.find("aws_subnet", subnet), "vpc_id") ?? "",
        public_access_cidrs: ["0.0.0.0/0"],
      },
    ],
  };
}

/** Returns the cluster's OIDC issuer. */
function issuer({ scope, seed }: Pick<Creation, "scope" | "seed">): string {
  const { suffix } = partitionOf(scope.region);
  return `https://oidc.eks.${scope.region}.${suffix}/id/${digits(seed, 32).toUpperCase()}`;
}

function nodeGroup(creation: Creation): Fields {
  const name = text(creation, "node_group_name");
  const owner = text(creation, "cluster_name");
  const id = uuid(creation.seed);
  const template = firstBlock(creation.planned, "launch_template");
  const used = creation.find("aws_launch_template", textOf(template, "id") ?? "");
  return {
    id: `${owner}:${name}`,
    arn: arn(creation.scope, "eks", `nodegroup/${owner}/${name}/${id}`),
    launch_template: [{ name: textOf(used, "name") ?? "" }],
    release_version: `${text(creation, "version")}.0-20261101`,
    resources: [
      { autoscaling_groups: [{ name: `eks-${name}-${id}` }], remote_access_security_group_id: "" },
    ],
    status: "ACTIVE",
    disk_size: 0,
    ami_type: "AL2023_x86_64_STANDARD",
    capacity_type: "ON_DEMAND",
    update_config: [{ max_unavailable: 1 }],
  };
}
