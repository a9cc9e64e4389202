resource "kubernetes_pod_disruption_budget_v1" "this" {
  count = local.is_deployment ? 1 : 0

  metadata {
    name      = var.name
    namespace = var.system.namespace
    labels    = local.labels
  }

  spec {
    max_unavailable = "1"

    selector {
      match_labels = local.selector
    }
  }
}

resource "kubernetes_horizontal_pod_autoscaler_v2" "this" {
  count = var.workload.scale == null ? 0 : 1

  metadata {
    name      = var.name
    namespace = var.system.namespace
    labels    = local.labels
  }

  spec {
    min_replicas = var.workload.scale.min
    max_replicas = var.workload.scale.max

    scale_target_ref {
      api_version = "apps/v1"
      kind        = "Deployment"
      name        = kubernetes_deployment_v1.this[0].metadata[0].name
    }

    metric {
      type = "Resource"

      resource {
        name = "cpu"

        target {
          type                = "Utilization"
          average_utilization = var.workload.scale.cpu
        }
      }
    }
  }
}
