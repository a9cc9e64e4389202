output "namespace" {
  description = "Namespace of the system."
  value       = kubernetes_namespace_v1.this.metadata[0].name
}

output "workloads" {
  description = "Workloads of the system by name: kind, namespace, and the image by digest."
  value = {
    for name, workload in merge(module.before, module.workload) : name => {
      kind      = workload.kind
      namespace = kubernetes_namespace_v1.this.metadata[0].name
      image     = workload.image
    }
  }
}

output "ingress" {
  description = "Name of the Ingress. Its status has the address of the load balancer. Null if no workload has a path."
  value       = one(kubernetes_ingress_v1.this[*].metadata[0].name)
}

output "url" {
  description = "Address of the system. Null if host is not set."
  value       = var.host == null ? null : "${var.certificate_arn == null ? "http" : "https"}://${var.host}/"
}
