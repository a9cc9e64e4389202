const group = (attributes: string): string =>
  `-var=node_groups={general={instance_types=["t3.large"],min_size=2,max_size=4,desired_size=2,${attributes}}}`;

/**
 * Changes of variables of terraform/infrastructure, one plan each. They cover in-place updates, and replacements with
 * their consequences, of every resource type in it.
 */
export const CHANGES: Readonly<Record<string, readonly string[]>> = {
  "a NAT gateway per zone": ["-var=single_nat_gateway=false"],
  "a larger disk": [group("disk_gib=50")],
  "a pinned add-on": ['-var=add_on_versions={vpc-cni="v1.20.1-eksbuild.3"}'],
  "a private endpoint": ["-var=endpoint_public_access_cidrs=[]"],
  "a third zone": ["-var=zone_count=3"],
  "another Kubernetes version": ["-var=kubernetes_version=1.36"],
  "another environment": ["-var=environment=test"],
  "another network": ["-var=vpc_cidr=10.1.0.0/16"],
  "another architecture": [group('architecture="arm64",capacity_type="SPOT"')],
  "labels and taints": [group('labels={a="b"},taints=[{key="x",value="y",effect="NO_SCHEDULE"}]')],
  "other roles": [
    "-var=deployer_role_arns=[]",
    '-var=viewer_role_arns=["arn:aws:iam::111122223333:role/x"]',
  ],
  "fewer logs and images": [
    '-var=log_types=["api"]',
    "-var=log_retention_days=30",
    "-var=kept_images=50",
    "-var=force_delete_images=false",
  ],
  "resources named for replacement": [
    "-replace=module.cluster.aws_kms_key.secrets",
    "-replace=module.network.aws_internet_gateway.this",
  ],
  destruction: ["-destroy"],
};

/** Resource types of terraform/infrastructure. */
export const AWS_TYPES = [
  "aws_cloudwatch_log_group",
  "aws_default_security_group",
  "aws_ecr_lifecycle_policy",
  "aws_ecr_repository",
  "aws_eip",
  "aws_eks_access_entry",
  "aws_eks_access_policy_association",
  "aws_eks_addon",
  "aws_eks_cluster",
  "aws_eks_node_group",
  "aws_iam_role",
  "aws_iam_role_policy_attachment",
  "aws_internet_gateway",
  "aws_kms_alias",
  "aws_kms_key",
  "aws_launch_template",
  "aws_nat_gateway",
  "aws_route",
  "aws_route_table",
  "aws_route_table_association",
  "aws_subnet",
  "aws_vpc",
] as const;

/** Data sources of the workspaces. Each is an output of data/main.tf. */
export const DATA_SOURCES = [
  "aws_availability_zones",
  "aws_caller_identity",
  "aws_eks_cluster",
  "aws_iam_policy_document",
  "aws_partition",
] as const;

/** Changes of the recorded workspace (`observed/`). */
export const RECORDED_CHANGES: Readonly<Record<string, readonly string[]>> = {
  update: ["-var=image=repo/web:2", "-var=replicas=3", "-var=color=green"],
  target: ["-var=image=repo/web:9", "-target=kubernetes_deployment_v1.web"],
  "replace-selector": ["-var=app_label=web2"],
  "replace-namespace": ["-var=namespace=shop2"],
  destroy: ["-destroy"],
};

/** Resources of the recorded workspace whose types the workspaces use. */
export const RECORDED = [
  "kubernetes_deployment_v1.web",
  "kubernetes_ingress_v1.web",
  "kubernetes_namespace_v1.app",
  "kubernetes_pod_disruption_budget_v1.web",
  "kubernetes_service_account_v1.app",
  "kubernetes_service_v1.public",
  "kubernetes_service_v1.web",
] as const;

/**
 * Attributes for which moto answers differently from AWS. They are compared separately, so that the rest of the state
 * still counts.
 */
export const APART: Readonly<Record<string, readonly string[]>> = {
  aws_cloudwatch_log_group: ["log_group_class"],
  aws_eip: ["network_border_group", "public_ipv4_pool"],
  aws_kms_key: ["rotation_period_in_days"],
  aws_vpc: ["dhcp_options_id"],
};
