output "versions" {
  description = "Version of every add-on by name."
  value       = { for name, add_on in aws_eks_addon.this : name => add_on.addon_version }
}

output "cluster_name" {
  description = "Name of the cluster, handed on only when the add-ons are active: what must come after them takes the name from here."
  value       = var.cluster_name
  depends_on  = [aws_eks_addon.this]
}
