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

  images = { for name, image in var.images : name => "${local.registry}/${image.repository}@${image.digest}" }
}

resource "kubernetes_namespace_v1" "this" {
  metadata {
    name = var.name

    labels = {
      "app.kubernetes.io/part-of"          = var.name
      "environment"                        = var.environment
      "pod-security.kubernetes.io/enforce" = "restricted"
      "pod-security.kubernetes.io/warn"    = "restricted"
    }
  }
}

module "backend" {
  source = "../modules/workload"

  name                      = "backend"
  namespace                 = kubernetes_namespace_v1.this.metadata[0].name
  system                    = var.name
  image                     = local.images["backend"]
  replicas                  = var.replicas.backend
  progress_deadline_seconds = var.progress_deadline_seconds
}

module "frontend" {
  source = "../modules/workload"

  name                      = "frontend"
  namespace                 = kubernetes_namespace_v1.this.metadata[0].name
  system                    = var.name
  image                     = local.images["frontend"]
  replicas                  = var.replicas.frontend
  progress_deadline_seconds = var.progress_deadline_seconds

  environment = {
    BACKEND_URL = "http://${module.backend.service}.${kubernetes_namespace_v1.this.metadata[0].name}.svc.cluster.local"
  }
}
