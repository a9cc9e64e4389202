# The part of the recorded workspace (plans.json) that has the types in use. What came from its config map and its
# secret is written out; what terraform knew of them at plan is the same.
terraform {
  required_providers {
    kubernetes = { source = "hashicorp/kubernetes" }
  }
}

variable "host" { type = string }
variable "certificate_authority" { type = string }
variable "namespace" {
  type    = string
  default = "shop"
}
variable "app_label" {
  type    = string
  default = "web"
}
variable "image" {
  type    = string
  default = "repo/web:1"
}
variable "replicas" {
  type    = number
  default = 2
}
variable "color" {
  type    = string
  default = "blue"
}

provider "kubernetes" {
  host                   = var.host
  cluster_ca_certificate = var.certificate_authority
}

resource "kubernetes_namespace_v1" "app" {
  metadata {
    name   = var.namespace
    labels = { "pod-security.kubernetes.io/warn" = "restricted" }
  }
}

locals {
  ns = kubernetes_namespace_v1.app.metadata[0].name
  config = {
    color         = var.color
    "config.yaml" = "log:\n  level: info\n  color: ${var.color}\nlist:\n- a\n- b\n"
  }
}

resource "kubernetes_service_account_v1" "app" {
  metadata {
    name        = "app"
    namespace   = local.ns
    annotations = { "eks.amazonaws.com/role-arn" = "arn:aws:iam::123456789012:role/app" }
  }
}

resource "kubernetes_deployment_v1" "web" {
  metadata {
    name      = "web"
    namespace = local.ns
    labels    = { "app.kubernetes.io/name" = "web" }
  }
  timeouts {
    create = "25s"
    update = "25s"
  }
  spec {
    replicas                  = var.replicas
    progress_deadline_seconds = 15
    selector { match_labels = { app = var.app_label } }
    strategy {
      type = "RollingUpdate"
      rolling_update {
        max_surge       = "25%"
        max_unavailable = "0"
      }
    }
    template {
      metadata {
        labels      = { app = var.app_label }
        annotations = { "checksum/config" = sha256(jsonencode(local.config)) }
      }
      spec {
        service_account_name = kubernetes_service_account_v1.app.metadata[0].name
        init_container {
          name    = "migrate"
          image   = "repo/migrate:1"
          command = ["sh", "-c", "true"]
        }
        container {
          name  = "web"
          image = var.image
          port {
            name           = "http"
            container_port = 8080
          }
          env {
            name  = "COLOR"
            value = var.color
          }
          env {
            name = "PASSWORD"
            value_from {
              secret_key_ref {
                name = "app"
                key  = "password"
              }
            }
          }
          resources {
            requests = { cpu = "50m", memory = "64Mi" }
            limits   = { memory = "128Mi" }
          }
          readiness_probe {
            http_get {
              path = "/healthz"
              port = "http"
            }
            period_seconds = 5
          }
          security_context {
            allow_privilege_escalation = false
            read_only_root_filesystem  = true
            run_as_non_root            = true
            capabilities { drop = ["ALL"] }
          }
          volume_mount {
            name       = "config"
            mount_path = "/config"
          }
        }
        topology_spread_constraint {
          max_skew           = 1
          topology_key       = "kubernetes.io/hostname"
          when_unsatisfiable = "ScheduleAnyway"
          label_selector { match_labels = { app = var.app_label } }
        }
        volume {
          name = "config"
          config_map { name = "app" }
        }
      }
    }
  }
}

resource "kubernetes_service_v1" "web" {
  metadata {
    name      = "web"
    namespace = local.ns
  }
  spec {
    selector = { app = var.app_label }
    port {
      port        = 80
      target_port = "http"
    }
  }
}

resource "kubernetes_service_v1" "public" {
  metadata {
    name        = "public"
    namespace   = local.ns
    annotations = { "service.beta.kubernetes.io/aws-load-balancer-type" = "external" }
  }
  wait_for_load_balancer = false
  spec {
    type     = "LoadBalancer"
    selector = { app = var.app_label }
    port { port = 80 }
  }
}

resource "kubernetes_ingress_v1" "web" {
  metadata {
    name        = "web"
    namespace   = local.ns
    annotations = { "alb.ingress.kubernetes.io/scheme" = "internet-facing" }
  }
  spec {
    ingress_class_name = "alb"
    rule {
      host = "shop.example.com"
      http {
        path {
          path      = "/"
          path_type = "Prefix"
          backend {
            service {
              name = kubernetes_service_v1.web.metadata[0].name
              port { number = 80 }
            }
          }
        }
      }
    }
  }
}

resource "kubernetes_pod_disruption_budget_v1" "web" {
  metadata {
    name      = "web"
    namespace = local.ns
  }
  spec {
    max_unavailable = "1"
    selector { match_labels = { app = var.app_label } }
  }
}
