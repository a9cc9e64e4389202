output "kubernetes_cluster_name" {
  value = aws_eks_cluster.main.name
}

output "primary_region" {
  value = var.primary_region
}

output "frontend_repository" {
  value = aws_ecr_repository.main["frontend"].name
}

output "backend_repository" {
  value = aws_ecr_repository.main["backend"].name
}
