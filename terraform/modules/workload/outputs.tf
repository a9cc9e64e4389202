output "kind" {
  description = "Deployment, Job or CronJob."
  value       = var.workload.kind
}

output "service" {
  description = "Name of the Service in front of the workload, on port 80. Null if the workload has no port."
  value       = one(kubernetes_service_v1.this[*].metadata[0].name)
}

output "image" {
  description = "Image of the workload, by digest."
  value       = var.image
}
