output "cluster_name" {
  description = "Name of the EKS cluster. The kubernetes workspace needs it."
  value       = module.cluster.name
}

output "cluster_version" {
  description = "Kubernetes version of the cluster."
  value       = module.cluster.version
}

output "region" {
  description = "Region of all resources in this workspace."
  value       = var.region
}

output "vpc_id" {
  description = "Id of the VPC."
  value       = module.network.vpc_id
}

output "private_subnet_ids" {
  description = "Ids of the private subnets, ordered by zone."
  value       = module.network.private_subnet_ids
}

output "public_subnet_ids" {
  description = "Ids of the public subnets, ordered by zone."
  value       = module.network.public_subnet_ids
}

output "repositories" {
  description = "ECR repositories by image name: `name` (without the registry host) and `arn`."
  value       = module.registry.repositories
}

output "node_groups" {
  description = "Names of the managed node groups."
  value       = module.node_group.names
}

output "add_on_versions" {
  description = "Versions of the installed EKS add-ons."
  value       = merge(module.add_ons_before_nodes.versions, module.add_ons_after_nodes.versions)
}
