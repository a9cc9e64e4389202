import type { Rules } from "../rules.ts";

/**
 * What hashicorp/aws 5.100 does beyond its schema, for the resource types of terraform/. Defaults, unknown blocks and
 * read-back values come from plans of the real provider (test/golden/terraform). The attributes that force a
 * replacement come from each resource's page under https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs
 * and its source.
 */
export const RULES: Record<string, Rules> = {
  aws_vpc: {
    defaults: { enable_dns_support: true, instance_tenancy: "default" },
    readBack: ["assign_generated_ipv6_cidr_block", "ipv6_ipam_pool_id", "ipv6_netmask_length"],
    replace: ["cidr_block"],
  },
  aws_default_security_group: {
    defaults: { revoke_rules_on_delete: false },
    replace: ["vpc_id"],
  },
  aws_internet_gateway: {},
  aws_subnet: {
    defaults: {
      assign_ipv6_address_on_creation: false,
      enable_dns64: false,
      enable_resource_name_dns_a_record_on_launch: false,
      enable_resource_name_dns_aaaa_record_on_launch: false,
      ipv6_native: false,
      map_public_ip_on_launch: false,
    },
    readBack: [
      "customer_owned_ipv4_pool",
      "enable_lni_at_device_index",
      "ipv6_cidr_block",
      "map_customer_owned_ip_on_launch",
      "outpost_arn",
    ],
    replace: ["vpc_id", "availability_zone", "availability_zone_id", "cidr_block", "ipv6_native"],
  },
  aws_eip: {
    readBack: ["customer_owned_ipv4_pool"],
    replace: ["domain"],
    unset: ["ipam_pool_id", "private_dns"],
  },
  aws_nat_gateway: {
    defaults: { connectivity_type: "public" },
    readBack: ["secondary_allocation_ids"],
    replace: ["allocation_id", "connectivity_type", "private_ip", "subnet_id"],
  },
  aws_route_table: { replace: ["vpc_id"] },
  aws_route: {
    readBack: [
      "carrier_gateway_id",
      "core_network_arn",
      "destination_ipv6_cidr_block",
      "destination_prefix_list_id",
      "egress_only_gateway_id",
      "gateway_id",
      "local_gateway_id",
      "nat_gateway_id",
      "transit_gateway_id",
      "vpc_endpoint_id",
      "vpc_peering_connection_id",
    ],
    replace: ["route_table_id", "destination_cidr_block", "destination_ipv6_cidr_block"],
  },
  aws_route_table_association: { readBack: ["gateway_id"], replace: ["subnet_id", "gateway_id"] },
  aws_iam_role: {
    defaults: { force_detach_policies: false, max_session_duration: 3600, path: "/" },
    computedBlocks: ["inline_policy"],
    json: ["assume_role_policy"],
    readBack: ["description", "permissions_boundary", "tags"],
    replace: ["name", "path"],
  },
  aws_iam_role_policy_attachment: { replace: ["role", "policy_arn"] },
  aws_kms_key: {
    defaults: {
      bypass_policy_lockout_safety_check: false,
      customer_master_key_spec: "SYMMETRIC_DEFAULT",
      enable_key_rotation: false,
      is_enabled: true,
      key_usage: "ENCRYPT_DECRYPT",
    },
    json: ["policy"],
    readBack: ["custom_key_store_id", "tags", "xks_key_id"],
    replace: ["customer_master_key_spec", "key_usage", "multi_region", "custom_key_store_id"],
  },
  aws_kms_alias: { replace: ["name"] },
  aws_cloudwatch_log_group: {
    defaults: { retention_in_days: 0, skip_destroy: false },
    readBack: ["kms_key_id", "tags"],
    replace: ["name", "log_group_class"],
  },
  aws_eks_cluster: {
    defaults: { bootstrap_self_managed_addons: true },
    computedBlocks: ["access_config", "kubernetes_network_config", "upgrade_policy"],
    readBack: ["tags", "vpc_config.security_group_ids"],
    unset: ["cluster_id"],
    replace: [
      "name",
      "role_arn",
      "bootstrap_self_managed_addons",
      "access_config.bootstrap_cluster_creator_admin_permissions",
      "kubernetes_network_config.ip_family",
      "kubernetes_network_config.service_ipv4_cidr",
    ],
  },
  aws_eks_addon: {
    readBack: ["service_account_role_arn", "tags"],
    replace: ["cluster_name", "addon_name"],
  },
  aws_eks_access_entry: {
    defaults: { type: "STANDARD" },
    readBack: ["tags"],
    replace: ["cluster_name", "principal_arn", "type"],
  },
  aws_eks_access_policy_association: {
    readBack: ["access_scope.namespaces"],
    replace: [
      "cluster_name",
      "policy_arn",
      "principal_arn",
      "access_scope.type",
      "access_scope.namespaces",
    ],
  },
  aws_eks_pod_identity_association: {
    readBack: ["tags"],
    replace: ["cluster_name", "namespace", "service_account"],
  },
  aws_eks_node_group: {
    computedBlocks: ["node_repair_config", "update_config"],
    readBack: ["labels", "tags"],
    replace: [
      "cluster_name",
      "node_group_name",
      "node_role_arn",
      "subnet_ids",
      "ami_type",
      "capacity_type",
      "disk_size",
      "instance_types",
      "launch_template.id",
      "launch_template.name",
      "remote_access.ec2_ssh_key",
    ],
  },
  aws_launch_template: {
    computedBlocks: ["metadata_options"],
    readBack: [
      "description",
      "disable_api_stop",
      "disable_api_termination",
      "ebs_optimized",
      "image_id",
      "instance_initiated_shutdown_behavior",
      "instance_type",
      "kernel_id",
      "key_name",
      "ram_disk_id",
      "security_group_names",
      "tags",
      "user_data",
      "vpc_security_group_ids",
    ],
    replace: ["name"],
    // Every change makes a new version, even a change of only the description.
    recomputed: (_, planned) => [
      "latest_version",
      ...(planned["update_default_version"] === true ? ["default_version"] : []),
    ],
  },
  aws_ecr_repository: {
    readBack: ["tags"],
    defaults: {
      image_tag_mutability: "MUTABLE",
      "encryption_configuration.encryption_type": "AES256",
    },
    replace: [
      "name",
      "encryption_configuration.encryption_type",
      "encryption_configuration.kms_key",
    ],
  },
  aws_ecr_lifecycle_policy: { json: ["policy"], replace: ["repository", "policy"] },
};
