output "versions" {
  description = "Version of every add-on by name."
  value       = { for name, add_on in aws_eks_addon.this : name => add_on.addon_version }
}

output "cluster_name" {
  description = "Name of the cluster, available only when the add-ons are active. Resources that must come after the add-ons use this output."
  value       = var.cluster_name
  depends_on  = [aws_eks_addon.this]
}
