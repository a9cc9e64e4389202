locals {
  load_balancer = {
    "alb.ingress.kubernetes.io/group.name"  = "${var.name}-${var.environment}"
    "alb.ingress.kubernetes.io/scheme"      = var.load_balancer_scheme
    "alb.ingress.kubernetes.io/target-type" = "ip"
  }

  # The controller's default policy still allows TLS 1.0.
  listeners = var.certificate_arn == null ? {
    "alb.ingress.kubernetes.io/listen-ports" = jsonencode([{ HTTP = 80 }])
    } : {
    "alb.ingress.kubernetes.io/listen-ports"    = jsonencode([{ HTTP = 80 }, { HTTPS = 443 }])
    "alb.ingress.kubernetes.io/ssl-redirect"    = "443"
    "alb.ingress.kubernetes.io/ssl-policy"      = "ELBSecurityPolicy-TLS13-1-2-2021-06"
    "alb.ingress.kubernetes.io/certificate-arn" = var.certificate_arn
  }

  # Host, path and workload of each route. The host "" means any host.
  routes = [
    for name, workload in var.workloads : {
      host     = try(coalesce(workload.ingress.host), coalesce(var.host), "")
      path     = workload.ingress.path
      workload = name
    } if try(workload.ingress.path, null) != null
  ]

  # The load balancer uses the first rule that matches, so longer paths have to come first. Terraform sorts keys as
  # text, so each key begins with a number that is smaller for a longer path.
  routes_of = {
    for host in distinct([for route in local.routes : route.host]) : host => values({
      for route in local.routes : format("%04d %s", 9999 - length(route.path), route.path) => route if route.host == host
    })
  }

  # In earlier versions, the Ingress belonged to the workload frontend and had its name. So the name stays.
  ingress_name = contains(keys(var.workloads), "frontend") ? "frontend" : var.name
}

resource "kubernetes_ingress_v1" "this" {
  count = length(local.routes) == 0 ? 0 : 1

  metadata {
    name        = local.ingress_name
    namespace   = kubernetes_namespace_v1.this.metadata[0].name
    annotations = merge(local.load_balancer, local.listeners)
  }

  spec {
    ingress_class_name = "alb"

    dynamic "rule" {
      for_each = local.routes_of

      content {
        host = rule.key == "" ? null : rule.key

        http {
          dynamic "path" {
            for_each = rule.value

            content {
              path      = path.value.path
              path_type = "Prefix"

              backend {
                service {
                  name = module.workload[path.value.workload].service

                  port {
                    name = "http"
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}

moved {
  from = kubernetes_ingress_v1.frontend
  to   = kubernetes_ingress_v1.this[0]
}
