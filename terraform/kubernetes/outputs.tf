output "namespace" {
  description = "Namespace of the system."
  value       = kubernetes_namespace_v1.this.metadata[0].name
}

output "workloads" {
  description = "Deployments of the system by name: kind, namespace and the image by digest that they run."
  value = {
    for workload in [module.backend, module.frontend] : workload.name => {
      kind      = "Deployment"
      namespace = kubernetes_namespace_v1.this.metadata[0].name
      image     = workload.image
    }
  }
}

output "ingress" {
  description = "Name of the frontend's Ingress; its status has the address of the load balancer."
  value       = kubernetes_ingress_v1.frontend.metadata[0].name
}

output "url" {
  description = "Address of the frontend, null while no host is set."
  value       = var.host == null ? null : "${var.certificate_arn == null ? "http" : "https"}://${var.host}/"
}
