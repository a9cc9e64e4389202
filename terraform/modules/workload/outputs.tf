output "kind" {
  description = "Deployment, Job or CronJob."
  value       = var.workload.kind
}

output "service" {
  description = "Name of the Service in front of the workload, port 80; null without a port."
  value       = one(kubernetes_service_v1.this[*].metadata[0].name)
}

output "image" {
  description = "Image by digest that the workload runs."
  value       = var.image
}
