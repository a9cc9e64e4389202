output "name" {
  description = "Name of the cluster."
  value       = aws_eks_cluster.this.name
}

output "version" {
  description = "Kubernetes version of the control plane."
  value       = aws_eks_cluster.this.version
}
