locals {
  load_balancer = {
    "alb.ingress.kubernetes.io/group.name"       = "${var.name}-${var.environment}"
    "alb.ingress.kubernetes.io/scheme"           = var.load_balancer_scheme
    "alb.ingress.kubernetes.io/target-type"      = "ip"
    "alb.ingress.kubernetes.io/healthcheck-path" = "/readyz"
  }

  # The controller's own default policy still allows TLS 1.0.
  listeners = var.certificate_arn == null ? {
    "alb.ingress.kubernetes.io/listen-ports" = jsonencode([{ HTTP = 80 }])
    } : {
    "alb.ingress.kubernetes.io/listen-ports"    = jsonencode([{ HTTP = 80 }, { HTTPS = 443 }])
    "alb.ingress.kubernetes.io/ssl-redirect"    = "443"
    "alb.ingress.kubernetes.io/ssl-policy"      = "ELBSecurityPolicy-TLS13-1-2-2021-06"
    "alb.ingress.kubernetes.io/certificate-arn" = var.certificate_arn
  }
}

resource "kubernetes_ingress_v1" "frontend" {
  metadata {
    name        = "frontend"
    namespace   = kubernetes_namespace_v1.this.metadata[0].name
    annotations = merge(local.load_balancer, local.listeners)
  }

  spec {
    ingress_class_name = "alb"

    rule {
      host = var.host

      http {
        path {
          path      = "/"
          path_type = "Prefix"

          backend {
            service {
              name = module.frontend.service

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
