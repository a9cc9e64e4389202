locals {
  registry = "${data.aws_caller_identity.current.account_id}.dkr.ecr.${var.primary_region}.amazonaws.com"

  deployments = {
    web-app = { image = var.web_app_image, port = 8080, health = "/healthz" }
    web-api = { image = var.web_api_image, port = 8080, health = "/healthz" }
  }

  # The load balancer takes the first that fits.
  paths = [
    { path = "/api", deployment = "web-api" },
    { path = "/", deployment = "web-app" },
  ]
}

resource "kubernetes_namespace_v1" "main" {
  metadata {
    name = var.namespace

    labels = {
      application = var.application_name
      environment = var.environment_name
    }
  }
}

resource "kubernetes_deployment_v1" "main" {
  for_each = local.deployments

  metadata {
    name      = each.key
    namespace = kubernetes_namespace_v1.main.metadata[0].name
  }

  # kube-deploy watches the pods, and says why a rollout fails.
  wait_for_rollout = false

  spec {
    replicas = 2

    selector {
      match_labels = { app = each.key }
    }

    template {
      metadata {
        labels = { app = each.key }
      }

      spec {
        container {
          name  = each.key
          image = "${local.registry}/${each.value.image.name}:${each.value.image.version}"

          port {
            container_port = each.value.port
          }

          readiness_probe {
            http_get {
              path = each.value.health
              port = each.value.port
            }
          }
        }
      }
    }
  }
}

resource "kubernetes_service_v1" "main" {
  for_each = local.deployments

  metadata {
    name      = each.key
    namespace = kubernetes_namespace_v1.main.metadata[0].name
  }

  spec {
    selector = { app = each.key }

    port {
      port        = 80
      target_port = each.value.port
    }
  }
}

resource "kubernetes_ingress_v1" "main" {
  metadata {
    name      = "${var.application_name}-${var.environment_name}"
    namespace = kubernetes_namespace_v1.main.metadata[0].name
  }

  spec {
    ingress_class_name = "alb"

    rule {
      http {
        dynamic "path" {
          for_each = local.paths

          content {
            path      = path.value.path
            path_type = "Prefix"

            backend {
              service {
                name = kubernetes_service_v1.main[path.value.deployment].metadata[0].name

                port {
                  number = 80
                }
              }
            }
          }
        }
      }
    }
  }
}
