resource "kubernetes_cron_job_v1" "this" {
  count = var.workload.kind == "CronJob" ? 1 : 0

  metadata {
    name      = var.name
    namespace = var.system.namespace
    labels    = local.labels
  }

  spec {
    schedule                      = var.workload.schedule
    concurrency_policy            = "Forbid"
    successful_jobs_history_limit = 1
    failed_jobs_history_limit     = 3

    job_template {
      metadata {
        labels = local.labels
      }

      spec {
        backoff_limit           = var.workload.retries
        active_deadline_seconds = var.workload.deadline_seconds

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
            restart_policy                   = "Never"

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
          }
        }
      }
    }
  }

  depends_on = [aws_eks_pod_identity_association.this]
}
