locals {
  selector = { "app.kubernetes.io/name" = var.name }
  labels   = merge(local.selector, { "app.kubernetes.io/part-of" = var.system })
}

resource "kubernetes_service_account_v1" "this" {
  metadata {
    name      = var.name
    namespace = var.namespace
    labels    = local.labels
  }

  automount_service_account_token = false
}

resource "kubernetes_deployment_v1" "this" {
  #checkov:skip=CKV_K8S_11:A CPU limit throttles a container on an idle node; the request already guarantees its share
  #checkov:skip=CKV_K8S_14:The image is an input, validated to be a digest
  #checkov:skip=CKV_K8S_15:A digest names one content, so an image that is on the node need not be pulled again
  #checkov:skip=CKV_K8S_43:The image is an input, validated to be a digest

  metadata {
    name      = var.name
    namespace = var.namespace
    labels    = local.labels
  }

  # kube-deploy watches the rollout and judges it. The provider would wait in silence until its timeout, keep
  # the state locked meanwhile, and then say that replicas are missing, not why.
  wait_for_rollout = false

  spec {
    replicas                  = var.replicas
    progress_deadline_seconds = var.progress_deadline_seconds

    selector {
      match_labels = local.selector
    }

    strategy {
      type = "RollingUpdate"

      rolling_update {
        max_surge       = "25%"
        max_unavailable = "0"
      }
    }

    template {
      metadata {
        labels = local.labels
      }

      spec {
        service_account_name             = kubernetes_service_account_v1.this.metadata[0].name
        automount_service_account_token  = false
        enable_service_links             = false
        termination_grace_period_seconds = 30

        # The ids are numbers because a kubelet cannot tell whether a user name is root.
        security_context {
          run_as_non_root = true
          run_as_user     = "10001"
          run_as_group    = "10001"

          seccomp_profile {
            type = "RuntimeDefault"
          }
        }

        container {
          name  = var.name
          image = var.image

          port {
            name           = "http"
            container_port = var.port
          }

          env {
            name  = "PORT"
            value = tostring(var.port)
          }

          dynamic "env" {
            for_each = var.environment

            content {
              name  = env.key
              value = env.value
            }
          }

          resources {
            requests = {
              cpu    = var.resources.cpu
              memory = var.resources.memory
            }
            limits = {
              memory = var.resources.memory_limit
            }
          }

          liveness_probe {
            http_get {
              path = "/healthz"
              port = "http"
            }
            period_seconds    = 10
            failure_threshold = 3
          }

          readiness_probe {
            http_get {
              path = "/readyz"
              port = "http"
            }
            period_seconds    = 5
            failure_threshold = 3
          }

          security_context {
            # Said again for the container: a default (false) that is written here on an update would win over the
            # pod's, and Pod Security would refuse the new pods.
            run_as_non_root            = true
            allow_privilege_escalation = false
            read_only_root_filesystem  = true

            capabilities {
              drop = ["ALL"]
            }
          }
        }

        topology_spread_constraint {
          max_skew           = 1
          topology_key       = "topology.kubernetes.io/zone"
          when_unsatisfiable = "ScheduleAnyway"

          label_selector {
            match_labels = local.selector
          }
        }

        topology_spread_constraint {
          max_skew           = 1
          topology_key       = "kubernetes.io/hostname"
          when_unsatisfiable = "ScheduleAnyway"

          label_selector {
            match_labels = local.selector
          }
        }
      }
    }
  }
}

resource "kubernetes_service_v1" "this" {
  metadata {
    name      = var.name
    namespace = var.namespace
    labels    = local.labels
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

resource "kubernetes_pod_disruption_budget_v1" "this" {
  metadata {
    name      = var.name
    namespace = var.namespace
    labels    = local.labels
  }

  spec {
    max_unavailable = "1"

    selector {
      match_labels = local.selector
    }
  }
}
