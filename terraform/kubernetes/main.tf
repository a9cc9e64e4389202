data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_eks_cluster" "this" {
  name = var.cluster_name
}

locals {
  registry = coalesce(
    var.registry,
    "${data.aws_caller_identity.current.account_id}.dkr.ecr.${var.region}.${data.aws_partition.current.dns_suffix}",
  )

  secret_name = "${var.name}-secrets"
  images      = { for name, image in var.images : name => "${local.registry}/${image.repository}@${image.digest}" }
}

# Pod Security applies to an entire namespace, so one workload that runs as root lowers the level for all workloads.
locals {
  run_as_root        = sort([for name, workload in var.workloads : name if try(workload.user, null) == 0])
  pod_security_level = length(local.run_as_root) == 0 ? "restricted" : "baseline"
}

check "pod_security" {
  assert {
    condition     = length(local.run_as_root) == 0
    error_message = "workloads.${join(", workloads.", local.run_as_root)}: user = 0 is root, so the namespace ${var.name} has the Pod Security level baseline instead of restricted, for all of its pods. To have restricted back, give a number above 0 that the image can run as, for example user = 10001."
  }
}

resource "kubernetes_namespace_v1" "this" {
  metadata {
    name = var.name

    labels = {
      "app.kubernetes.io/part-of"          = var.name
      "environment"                        = var.environment
      "pod-security.kubernetes.io/enforce" = local.pod_security_level
      "pod-security.kubernetes.io/warn"    = "restricted"
    }
  }
}

# Its values are ephemeral: they reach the cluster, but neither the plan nor the state has them.
resource "kubernetes_secret_v1" "values" {
  count = anytrue(flatten([
    for workload in var.workloads : [for secret in try(values(workload.secrets), []) : try(coalesce(secret.secret), "") == ""]
  ])) ? 1 : 0

  metadata {
    name      = local.secret_name
    namespace = kubernetes_namespace_v1.this.metadata[0].name
    labels    = { "app.kubernetes.io/part-of" = var.name }
  }

  data_wo          = var.secret_values
  data_wo_revision = var.secrets_revision
}

# Values that every workload gets.
locals {
  system = {
    name                      = var.name
    namespace                 = kubernetes_namespace_v1.this.metadata[0].name
    cluster_name              = var.cluster_name
    secret_name               = local.secret_name
    secrets_revision          = var.secrets_revision
    rolling_back              = var.rolling_back
    progress_deadline_seconds = var.progress_deadline_seconds
  }
}

# Terraform has no order within one for_each, so the Jobs that run first have their own module call.
module "before" {
  source   = "../modules/workload"
  for_each = { for name, workload in var.workloads : name => workload if try(workload.before, null) != null }

  name     = each.key
  system   = local.system
  image    = local.images[try(coalesce(each.value.image), each.key)]
  given    = each.value
  workload = each.value

  depends_on = [kubernetes_secret_v1.values]
}

module "workload" {
  source   = "../modules/workload"
  for_each = { for name, workload in var.workloads : name => workload if try(workload.before, null) == null }

  name     = each.key
  system   = local.system
  image    = local.images[try(coalesce(each.value.image), each.key)]
  given    = each.value
  workload = each.value

  depends_on = [module.before, kubernetes_secret_v1.values]
}

# For states of earlier versions, which had only these two workloads.
moved {
  from = module.backend
  to   = module.workload["backend"]
}

moved {
  from = module.frontend
  to   = module.workload["frontend"]
}
