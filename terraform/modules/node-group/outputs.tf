output "names" {
  description = "Names of the node groups."
  value       = sort([for group in aws_eks_node_group.this : group.node_group_name])
}

output "cluster_name" {
  description = "Name of the cluster, available only when the nodes are ready. Resources that must come after the nodes use this output."
  value       = var.cluster_name
  depends_on  = [aws_eks_node_group.this]
}
