locals {
  # The template of a Job cannot be changed, so another template is another Job: its name has the template's hash.
  job_hash = substr(sha256(jsonencode([var.image, var.workload, local.secrets, local.annotations])), 0, 8)
}

resource "kubernetes_job_v1" "this" {
  # A rollback does not repeat what runs once.
  count = var.workload.kind == "Job" && !var.system.rolling_back ? 1 : 0

  metadata {
    name      = "${var.name}-${local.job_hash}"
    namespace = var.system.namespace
    labels    = local.labels
  }

  # Deployments wait for the Jobs before them; kube-deploy watches all others.
  wait_for_completion = var.workload.before != null

  spec {
    backoff_limit           = var.workload.retries
    active_deadline_seconds = var.workload.deadline_seconds
    # It is kept when it has finished: Terraform would create one that is gone again, and so run it again.

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
            # Said again for the container: a default (false) that is written here on an update would win over the
            # pod's, and Pod Security would refuse the new pods.
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

  # Longer than its own deadline, by which it fails with its reason.
  timeouts {
    create = "${var.workload.deadline_seconds + 60}s"
    update = "${var.workload.deadline_seconds + 60}s"
  }

  depends_on = [aws_eks_pod_identity_association.this]
}
