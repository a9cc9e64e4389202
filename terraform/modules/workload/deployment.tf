# deployment.tf, job.tf and cron-job.tf repeat the template of a pod, because resource types cannot share blocks.

resource "kubernetes_deployment_v1" "this" {
  #checkov:skip=CKV_K8S_11:A CPU limit throttles a container on an idle node; the request already guarantees its share

  count = local.is_deployment ? 1 : 0

  metadata {
    name      = var.name
    namespace = var.system.namespace
    labels    = local.labels
  }

  # kube-deploy watches and judges the rollout. The provider would wait silently until its timeout, keep the
  # state locked in the meantime, and then say that replicas are missing, but not why.
  wait_for_rollout = false

  spec {
    # Null leaves the number to the autoscaler. With a number here, every apply would overwrite the autoscaler's.
    replicas                  = var.workload.scale == null ? tostring(coalesce(var.workload.replicas, 2)) : null
    progress_deadline_seconds = var.system.progress_deadline_seconds

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
        labels      = local.labels
        annotations = local.pod_annotations
      }

      spec {
        service_account_name             = kubernetes_service_account_v1.this.metadata[0].name
        automount_service_account_token  = false
        enable_service_links             = false
        termination_grace_period_seconds = 30
        node_selector                    = local.node_selector

        security_context {
          run_as_non_root = !local.is_root
          run_as_user     = local.user
          run_as_group    = local.user

          seccomp_profile {
            type = "RuntimeDefault"
          }
        }

        container {
          name    = var.name
          image   = var.image
          command = var.workload.command
          args    = var.workload.args

          dynamic "port" {
            for_each = var.workload.port == null ? [] : [var.workload.port]

            content {
              name           = "http"
              container_port = port.value
            }
          }

          dynamic "env" {
            for_each = local.env_list

            content {
              name  = env.value.name
              value = env.value.value
            }
          }

          dynamic "env" {
            for_each = local.secrets

            content {
              name = env.key

              value_from {
                secret_key_ref {
                  name = env.value.secret
                  key  = env.value.key
                }
              }
            }
          }

          resources {
            requests = {
              cpu    = var.workload.resources.cpu
              memory = var.workload.resources.memory
            }
            limits = {
              memory = var.workload.resources.memory_limit
            }
          }

          dynamic "startup_probe" {
            for_each = [for kind, probe in local.probes : probe if kind == "startup"]

            content {
              initial_delay_seconds = startup_probe.value.initial_delay_seconds
              period_seconds        = startup_probe.value.period_seconds
              timeout_seconds       = startup_probe.value.timeout_seconds
              failure_threshold     = startup_probe.value.failure_threshold

              dynamic "http_get" {
                for_each = startup_probe.value.path == null ? [] : [startup_probe.value]

                content {
                  path = http_get.value.path
                  port = http_get.value.port == null ? "http" : tostring(http_get.value.port)
                }
              }

              dynamic "tcp_socket" {
                for_each = startup_probe.value.path == null ? [startup_probe.value] : []

                content {
                  port = tcp_socket.value.port == null ? "http" : tostring(tcp_socket.value.port)
                }
              }
            }
          }

          dynamic "readiness_probe" {
            for_each = [for kind, probe in local.probes : probe if kind == "readiness"]

            content {
              initial_delay_seconds = readiness_probe.value.initial_delay_seconds
              period_seconds        = readiness_probe.value.period_seconds
              timeout_seconds       = readiness_probe.value.timeout_seconds
              failure_threshold     = readiness_probe.value.failure_threshold

              dynamic "http_get" {
                for_each = readiness_probe.value.path == null ? [] : [readiness_probe.value]

                content {
                  path = http_get.value.path
                  port = http_get.value.port == null ? "http" : tostring(http_get.value.port)
                }
              }

              dynamic "tcp_socket" {
                for_each = readiness_probe.value.path == null ? [readiness_probe.value] : []

                content {
                  port = tcp_socket.value.port == null ? "http" : tostring(tcp_socket.value.port)
                }
              }
            }
          }

          dynamic "liveness_probe" {
            for_each = [for kind, probe in local.probes : probe if kind == "liveness"]

            content {
              initial_delay_seconds = liveness_probe.value.initial_delay_seconds
              period_seconds        = liveness_probe.value.period_seconds
              timeout_seconds       = liveness_probe.value.timeout_seconds
              failure_threshold     = liveness_probe.value.failure_threshold

              dynamic "http_get" {
                for_each = liveness_probe.value.path == null ? [] : [liveness_probe.value]

                content {
                  path = http_get.value.path
                  port = http_get.value.port == null ? "http" : tostring(http_get.value.port)
                }
              }

              dynamic "tcp_socket" {
                for_each = liveness_probe.value.path == null ? [liveness_probe.value] : []

                content {
                  port = tcp_socket.value.port == null ? "http" : tostring(tcp_socket.value.port)
                }
              }
            }
          }

          security_context {
            # Repeated for the container: otherwise an update would write the default (false) here. It would
            # override the pod's value, and Pod Security would refuse the new pods.
            run_as_non_root            = !local.is_root
            allow_privilege_escalation = false
            read_only_root_filesystem  = true

            capabilities {
              drop = ["ALL"]
            }
          }

          dynamic "volume_mount" {
            for_each = local.volume_mounts

            content {
              name       = volume_mount.value.volume
              mount_path = volume_mount.value.path
              sub_path   = volume_mount.value.file
              read_only  = volume_mount.value.read_only
            }
          }
        }

        dynamic "volume" {
          for_each = local.writable

          content {
            name = volume.value

            empty_dir {}
          }
        }

        dynamic "volume" {
          for_each = kubernetes_config_map_v1.this

          content {
            name = "config"

            config_map {
              name = volume.value.metadata[0].name
            }
          }
        }

        dynamic "topology_spread_constraint" {
          for_each = ["topology.kubernetes.io/zone", "kubernetes.io/hostname"]

          content {
            max_skew           = 1
            topology_key       = topology_spread_constraint.value
            when_unsatisfiable = "ScheduleAnyway"

            label_selector {
              match_labels = local.selector
            }
          }
        }
      }
    }
  }

  depends_on = [aws_eks_pod_identity_association.this]
}
