locals {
  selector = { "app.kubernetes.io/name" = var.name }
  labels   = merge(local.selector, { "app.kubernetes.io/part-of" = var.system.name })

  is_deployment = var.workload.kind == "Deployment"
  is_root       = var.workload.user == 0

  # A number that a kubelet can check: if the image's user is only a name, a kubelet cannot tell whether it is root.
  user = var.workload.user == null ? null : tostring(var.workload.user)

  # Most servers read their port from PORT.
  env_list = concat(
    var.workload.port == null || contains(keys(var.workload.env), "PORT") ? [] : [{ name = "PORT", value = tostring(var.workload.port) }],
    [for name, value in var.workload.env : { name = name, value = value }],
  )

  secrets = {
    for name, secret in var.workload.secrets : name => { secret = coalesce(secret.secret, var.system.secret_name), key = secret.key }
  }

  # Files are mounted one by one, and such mounts do not follow changes of their ConfigMap. So a change replaces the
  # pods.
  annotations = merge(
    length(var.workload.config) == 0 ? {} : { "config-hash" = sha256(jsonencode(var.workload.config)) },
    anytrue([for secret in values(var.workload.secrets) : secret.secret == null]) ? { "secrets-revision" = tostring(var.system.secrets_revision) } : {},
  )
  # Null if there are none: then the template has no annotations at all.
  pod_annotations = length(local.annotations) == 0 ? null : local.annotations

  node_selector = var.workload.architecture == null ? null : { "kubernetes.io/arch" = var.workload.architecture }

  # Keys of a ConfigMap cannot contain a slash, so a hash distinguishes files with the same name.
  files = {
    for path, content in var.workload.config : path => {
      key     = "${substr(sha256(path), 0, 8)}-${replace(basename(path), "/[^A-Za-z0-9._-]/", "-")}"
      content = content
    }
  }
  writable = { for index, path in var.workload.writable_paths : path => "writable-${index}" }

  # A list, because the order is part of the pod's template.
  volume_mounts = concat(
    [for path, volume in local.writable : { volume = volume, path = path, file = null, read_only = false }],
    [for path, file in local.files : { volume = "config", path = path, file = file.key, read_only = true }],
  )

  # A server is ready when it accepts connections, unless a path is given that answers whether it is ready.
  readiness = coalesce(var.workload.probes.readiness, {
    path = null, port = null, initial_delay_seconds = 0, period_seconds = 5, timeout_seconds = 1, failure_threshold = 3
  })
  probes = { for kind, probe in {
    startup   = var.workload.probes.startup
    readiness = var.workload.port == null ? var.workload.probes.readiness : local.readiness
    liveness  = var.workload.probes.liveness
  } : kind => probe if probe != null }

  ports = distinct(concat(
    var.workload.port == null ? [] : [var.workload.port],
    [for probe in values(local.probes) : probe.port if probe.port != null],
  ))
}

resource "kubernetes_service_account_v1" "this" {
  metadata {
    name      = var.name
    namespace = var.system.namespace
    labels    = local.labels
  }

  automount_service_account_token = false
}

# A pod gets the role's credentials when it is created, so every workload depends on the association.
resource "aws_eks_pod_identity_association" "this" {
  count = var.workload.service_account == null ? 0 : 1

  cluster_name    = var.system.cluster_name
  namespace       = var.system.namespace
  service_account = kubernetes_service_account_v1.this.metadata[0].name
  role_arn        = var.workload.service_account.role_arn
}

resource "kubernetes_config_map_v1" "this" {
  count = length(local.files) == 0 ? 0 : 1

  metadata {
    name      = "${var.name}-config"
    namespace = var.system.namespace
    labels    = local.labels
  }

  data = { for file in values(local.files) : file.key => file.content }
}

# Closes every port that the workload does not name. Probes of the kubelet are always allowed.
resource "kubernetes_network_policy_v1" "this" {
  metadata {
    name      = var.name
    namespace = var.system.namespace
    labels    = local.labels
  }

  spec {
    policy_types = ["Ingress"]

    pod_selector {
      match_labels = local.selector
    }

    dynamic "ingress" {
      for_each = length(local.ports) == 0 ? [] : [local.ports]

      content {
        dynamic "ports" {
          for_each = ingress.value

          content {
            port     = tostring(ports.value)
            protocol = "TCP"
          }
        }
      }
    }
  }
}
