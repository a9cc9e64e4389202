output "name" {
  description = "Name of the workload."
  value       = kubernetes_deployment_v1.this.metadata[0].name
}

output "service" {
  description = "Name of the Service in front of the workload; port 80."
  value       = kubernetes_service_v1.this.metadata[0].name
}

output "image" {
  description = "Image by digest that the workload runs."
  value       = var.image
}
