resource "kubernetes_service_v1" "this" {
  count = var.workload.port == null ? 0 : 1

  metadata {
    name      = var.name
    namespace = var.system.namespace
    labels    = local.labels

    # How the load balancer checks the pods of this Service. Without a path, any answer of / from 200 to 499 is healthy.
    annotations = var.workload.ingress == null ? null : merge(
      { "alb.ingress.kubernetes.io/healthcheck-path" = coalesce(local.readiness.path, "/") },
      local.readiness.port == null ? {} : { "alb.ingress.kubernetes.io/healthcheck-port" = tostring(local.readiness.port) },
      local.readiness.path != null ? {} : { "alb.ingress.kubernetes.io/success-codes" = "200-499" },
    )
  }

  spec {
    selector = local.selector

    port {
      name        = "http"
      port        = 80
      target_port = "http"
    }
  }
}
