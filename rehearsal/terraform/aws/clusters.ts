import type { Fields } from "../values.ts";
import { firstBlock, textOf } from "../values.ts";
import type { Making } from "./identities.ts";
import { arn, digits, ec2Id, partitionOf, uuid } from "./names.ts";

const text = (making: Making, name: string): string => textOf(making.planned, name) ?? "";

/** The values that EKS, ECR and launch templates get when they are created; see identities.ts. */
export const CLUSTERS: Record<string, (making: Making) => Fields> = {
  aws_eks_cluster: cluster,
  aws_eks_addon: (making) => {
    const name = `${text(making, "cluster_name")}/${text(making, "addon_name")}`;
    return {
      id: name.replace("/", ":"),
      arn: arn(making.scope, "eks", `addon/${name}/${uuid(making.seed)}`),
      addon_version: DEFAULT_ADD_ON_VERSION,
      created_at: making.now,
      modified_at: making.now,
    };
  },
  aws_eks_access_entry: (making) => {
    const principal = text(making, "principal_arn");
    const [, , , , account = "", path = ""] = principal.split(":");
    const [kind = "role", name = ""] = path.split("/");
    const entry = [text(making, "cluster_name"), kind, account, name, uuid(making.seed)].join("/");
    return {
      id: `${text(making, "cluster_name")}:${principal}`,
      access_entry_arn: arn(making.scope, "eks", `access-entry/${entry}`),
      user_name: userName(principal),
      created_at: making.now,
      modified_at: making.now,
    };
  },
  aws_eks_access_policy_association: (making) => ({
    id: ["cluster_name", "principal_arn", "policy_arn"].map((name) => text(making, name)).join("#"),
    associated_at: goTime(making.now),
    modified_at: goTime(making.now),
  }),
  aws_eks_pod_identity_association: (making) => {
    const id = `a-${digits(making.seed, 17)}`;
    const name = `podidentityassociation/${text(making, "cluster_name")}/${id}`;
    return { id, association_id: id, association_arn: arn(making.scope, "eks", name) };
  },
  aws_eks_node_group: nodeGroup,
  aws_launch_template: (making) => {
    const id = ec2Id("lt", making.seed);
    return {
      id,
      arn: arn(making.scope, "ec2", `launch-template/${id}`),
      default_version: 1,
      latest_version: 1,
    };
  },
  aws_ecr_repository: (making) => {
    const name = text(making, "name");
    const { accountId, region } = making.scope;
    return {
      id: name,
      arn: arn(making.scope, "ecr", `repository/${name}`),
      registry_id: accountId,
      repository_url: `${accountId}.dkr.ecr.${region}.${partitionOf(region).suffix}/${name}`,
      encryption_configuration: [{ kms_key: repositoryKey(making) }],
    };
  },
  aws_ecr_lifecycle_policy: (making) => ({
    id: text(making, "repository"),
    registry_id: making.scope.accountId,
  }),
};

/** The provider writes these times in the form that Go prints, not in RFC 3339. */
const goTime = (time: string): string => `${time.replace("T", " ").replace("Z", "")} +0000 UTC`;

/** No add-on is really versioned here; a real version is set with var.add_on_versions and stays as it is set. */
const DEFAULT_ADD_ON_VERSION = "v1.0.0-eksbuild.1";

/** EKS names an assumed role after its session. https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html */
function userName(principal: string): string {
  if (!principal.includes(":role/")) return principal;
  const session = principal.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/");
  return `${session}/{{SessionName}}`;
}

/** With KMS and no key of one's own, ECR encrypts with the account's aws/ecr key. */
function repositoryKey(making: Making): string {
  const type = textOf(firstBlock(making.planned, "encryption_configuration"), "encryption_type");
  if (type !== "KMS") return "";
  return arn(making.scope, "kms", `key/${uuid(`${making.scope.accountId} aws/ecr`)}`);
}

function cluster(making: Making): Fields {
  const name = text(making, "name");
  const subnets = firstBlock(making.planned, "vpc_config")?.["subnet_ids"];
  const subnet = Array.isArray(subnets) && typeof subnets[0] === "string" ? subnets[0] : "";
  return {
    id: name,
    arn: arn(making.scope, "eks", `cluster/${name}`),
    created_at: making.now,
    identity: [{ oidc: [{ issuer: issuer(making) }] }],
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
        cluster_security_group_id: ec2Id("sg", making.seed),
        vpc_id: textOf(making.find("aws_subnet", subnet), "vpc_id") ?? "",
        public_access_cidrs: ["0.0.0.0/0"],
      },
    ],
  };
}

/** The cluster's OIDC issuer. */
function issuer({ scope, seed }: Pick<Making, "scope" | "seed">): string {
  const { suffix } = partitionOf(scope.region);
  return `https://oidc.eks.${scope.region}.${suffix}/id/${digits(seed, 32).toUpperCase()}`;
}

function nodeGroup(making: Making): Fields {
  const name = text(making, "node_group_name");
  const owner = text(making, "cluster_name");
  const id = uuid(making.seed);
  const template = firstBlock(making.planned, "launch_template");
  const used = making.find("aws_launch_template", textOf(template, "id") ?? "");
  return {
    id: `${owner}:${name}`,
    arn: arn(making.scope, "eks", `nodegroup/${owner}/${name}/${id}`),
    launch_template: [{ name: textOf(used, "name") ?? "" }],
    release_version: `${text(making, "version")}.0-20261101`,
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
