# The workload with its types and defaults. The message of each rule names workload, key, value and what is accepted.

locals {
  whole_port = "a whole number from 1 to 65535"
  nested_keys = {
    ingress         = ["host", "path"]
    probes          = ["liveness", "readiness", "startup"]
    resources       = ["cpu", "memory", "memory_limit"]
    scale           = ["cpu", "max", "min"]
    service_account = ["role_arn"]
  }
  probe_keys  = ["failure_threshold", "initial_delay_seconds", "path", "period_seconds", "port", "timeout_seconds"]
  secret_keys = ["key", "secret"]

  # Every object inside the workload: its place, its keys, and the known keys.
  objects = concat(
    [for key, known in local.nested_keys : { at = key, has = try(keys(var.given[key]), []), known = known }],
    [for kind, probe in try(merge(var.given.probes, {}), {}) : { at = "probes.${kind}", has = try(keys(probe), []), known = local.probe_keys }],
    [for name, secret in try(merge(var.given.secrets, {}), {}) : { at = "secrets.${name}", has = try(keys(secret), []), known = local.secret_keys }],
  )
  unknown_keys = flatten([
    for object in local.objects : [
      for key in object.has :
      "workloads.${var.name}.${object.at}: the key \"${key}\" is not known. Expected one of ${join(", ", object.known)}."
      if !contains(object.known, key)
    ]
  ])

  kinds_of = {
    before           = ["Job"]
    deadline_seconds = ["Job", "CronJob"]
    ingress          = ["Deployment"]
    port             = ["Deployment"]
    probes           = ["Deployment"]
    replicas         = ["Deployment"]
    retries          = ["Job", "CronJob"]
    scale            = ["Deployment"]
    schedule         = ["CronJob"]
  }
  kind = try(coalesce(var.given.kind), "Deployment")
  misplaced_keys = [
    for key, kinds in local.kinds_of :
    "workloads.${var.name}.${key}: ${jsonencode(var.given[key])} is not valid for the kind ${local.kind}. Expected only with kind = \"${join("\" or \"", kinds)}\"."
    if try(var.given[key], null) != null && !contains(kinds, local.kind)
  ]

  bad_ports = [
    for key, port in merge(
      { port = try(var.given.port, null) },
      { for kind, probe in try(merge(var.given.probes, {}), {}) : "probes.${kind}.port" => try(probe.port, null) },
    ) :
    "workloads.${var.name}.${key}: ${jsonencode(port)} is not valid. Expected ${local.whole_port}."
    if port != null && !try(tonumber(port) == floor(port) && port >= 1 && port <= 65535, false)
  ]
}

variable "workload" {
  description = "The workload. See \"The keys of a workload\" in terraform/kubernetes/README.md."
  type = object({
    kind         = optional(string, "Deployment")
    image        = optional(string)
    command      = optional(list(string))
    args         = optional(list(string))
    architecture = optional(string)
    user         = optional(number)
    port         = optional(number)
    probes = optional(object({
      startup = optional(object({
        path                  = optional(string)
        port                  = optional(number)
        initial_delay_seconds = optional(number, 0)
        period_seconds        = optional(number, 5)
        timeout_seconds       = optional(number, 1)
        failure_threshold     = optional(number, 30)
      }))
      readiness = optional(object({
        path                  = optional(string)
        port                  = optional(number)
        initial_delay_seconds = optional(number, 0)
        period_seconds        = optional(number, 5)
        timeout_seconds       = optional(number, 1)
        failure_threshold     = optional(number, 3)
      }))
      liveness = optional(object({
        path                  = optional(string)
        port                  = optional(number)
        initial_delay_seconds = optional(number, 0)
        period_seconds        = optional(number, 10)
        timeout_seconds       = optional(number, 1)
        failure_threshold     = optional(number, 3)
      }))
    }), {})
    env            = optional(map(string), {})
    secrets        = optional(map(object({ secret = optional(string), key = string })), {})
    config         = optional(map(string), {})
    writable_paths = optional(list(string), [])
    resources = optional(object({
      cpu          = optional(string, "100m")
      memory       = optional(string, "128Mi")
      memory_limit = optional(string, "256Mi")
    }), {})
    replicas         = optional(number)
    scale            = optional(object({ min = optional(number, 2), max = number, cpu = optional(number, 70) }))
    service_account  = optional(object({ role_arn = string }))
    ingress          = optional(object({ host = optional(string), path = string }))
    schedule         = optional(string)
    before           = optional(string)
    retries          = optional(number, 0)
    deadline_seconds = optional(number, 600)
  })

  validation {
    condition     = var.workload != null && length(local.unknown_keys) == 0
    error_message = join("\n", local.unknown_keys)
  }

  validation {
    condition     = contains(["Deployment", "Job", "CronJob"], var.workload.kind)
    error_message = "workloads.${var.name}.kind: \"${var.workload.kind}\" is not valid. Expected Deployment, Job or CronJob."
  }

  validation {
    condition     = var.workload != null && length(local.misplaced_keys) == 0
    error_message = join("\n", local.misplaced_keys)
  }

  validation {
    condition     = var.workload.kind != "CronJob" || can(regex("^(@[a-z]+|[^ ]+( [^ ]+){4})$", var.workload.schedule))
    error_message = "workloads.${var.name}.schedule: ${jsonencode(var.workload.schedule)} is not valid. Expected five fields (minute, hour, day, month, weekday) for a CronJob, for example \"0 3 * * *\"."
  }

  validation {
    condition     = contains(["deployments"], coalesce(var.workload.before, "deployments"))
    error_message = "workloads.${var.name}.before: ${jsonencode(var.workload.before)} is not valid. Expected \"deployments\": Jobs have no order among themselves, so steps that follow each other belong into one Job."
  }

  validation {
    condition     = var.workload != null && length(local.bad_ports) == 0
    error_message = join("\n", local.bad_ports)
  }

  validation {
    condition     = var.workload.port != null || (var.workload.ingress == null && alltrue([for probe in values(var.workload.probes) : try(probe.port, 0) != null]))
    error_message = "workloads.${var.name}.port: null is not valid, because the workload has an ingress, or a probe without a port. Expected ${local.whole_port}."
  }

  validation {
    condition     = var.workload.replicas == null || var.workload.scale == null
    error_message = "workloads.${var.name}.replicas: ${jsonencode(var.workload.replicas)} is not valid beside scale, which changes the number of pods. Expected either replicas = 2 or scale = { min = 2, max = 6 }."
  }

  validation {
    condition     = try(coalesce(var.workload.replicas, 1) == floor(coalesce(var.workload.replicas, 1)) && coalesce(var.workload.replicas, 1) >= 1, false)
    error_message = "workloads.${var.name}.replicas: ${jsonencode(var.workload.replicas)} is not valid. Expected a whole number from 1."
  }

  validation {
    condition     = try(var.workload.scale.min >= 1 && var.workload.scale.max >= var.workload.scale.min && var.workload.scale.cpu >= 1, var.workload.scale == null)
    error_message = "workloads.${var.name}.scale: ${jsonencode(var.workload.scale)} is not valid. Expected min from 1, max not below min, and cpu in percent of the request, for example { min = 2, max = 6, cpu = 70 }."
  }

  validation {
    condition     = coalesce(var.workload.user, 0) == floor(coalesce(var.workload.user, 0)) && coalesce(var.workload.user, 0) >= 0
    error_message = "workloads.${var.name}.user: ${jsonencode(var.workload.user)} is not valid. Expected the number of a user, for example 10001; 0 is root."
  }

  validation {
    condition     = contains(["amd64", "arm64"], coalesce(var.workload.architecture, "amd64"))
    error_message = "workloads.${var.name}.architecture: ${jsonencode(var.workload.architecture)} is not valid. Expected amd64 or arm64."
  }

  validation {
    condition     = can(regex("^/([^/]+(/[^/]+)*)?$", try(var.workload.ingress.path, "/")))
    error_message = "workloads.${var.name}.ingress.path: ${jsonencode(try(var.workload.ingress.path, null))} is not valid. Expected a path that begins with / and does not end with one, for example / or /api."
  }

  validation {
    condition     = can(regex("^([a-z0-9*]([a-z0-9-]*[a-z0-9])?\\.)+[a-z0-9-]+$", coalesce(try(var.workload.ingress.host, null), "any.host")))
    error_message = "workloads.${var.name}.ingress.host: ${jsonencode(try(var.workload.ingress.host, null))} is not valid. Expected a DNS name in lower case, for example shop.example.com."
  }

  validation {
    condition     = alltrue([for probe in values(var.workload.probes) : startswith(coalesce(try(probe.path, null), "/"), "/")])
    error_message = "workloads.${var.name}.probes: ${jsonencode({ for kind, probe in var.workload.probes : kind => probe.path if probe != null })} is not valid. Expected paths that begin with /, for example readiness = { path = \"/readyz\" }."
  }

  validation {
    condition     = alltrue([for path in concat(var.workload.writable_paths, keys(var.workload.config)) : can(regex("^(/[^/:]+)+$", path))])
    error_message = "workloads.${var.name}: ${jsonencode({ writable_paths = var.workload.writable_paths, config = keys(var.workload.config) })} is not valid. Expected absolute paths in writable_paths and as keys of config, for example \"/tmp\" and \"/etc/app/settings.yaml\"."
  }

  validation {
    condition     = alltrue([for name in concat(keys(var.workload.env), keys(var.workload.secrets)) : can(regex("^[A-Za-z_][A-Za-z0-9_.-]*$", name))])
    error_message = "workloads.${var.name}.env: ${jsonencode(concat(keys(var.workload.env), keys(var.workload.secrets)))} is not valid. Expected names of environment variables, for example DATABASE_URL."
  }

  validation {
    condition     = length(setintersection(keys(var.workload.env), keys(var.workload.secrets))) == 0
    error_message = "workloads.${var.name}.secrets: ${jsonencode(setintersection(keys(var.workload.env), keys(var.workload.secrets)))} is not valid, because env has it too. Expected each name once."
  }

  validation {
    condition     = can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/.+$", try(var.workload.service_account.role_arn, "arn:aws:iam::111122223333:role/none")))
    error_message = "workloads.${var.name}.service_account.role_arn: ${jsonencode(try(var.workload.service_account.role_arn, null))} is not valid. Expected the ARN of a role that trusts pods.eks.amazonaws.com, for example arn:aws:iam::111122223333:role/fleet-web."
  }

  validation {
    condition     = var.workload.retries >= 0 && var.workload.deadline_seconds >= 1
    error_message = "workloads.${var.name}: ${jsonencode({ retries = var.workload.retries, deadline_seconds = var.workload.deadline_seconds })} is not valid. Expected retries from 0 and deadline_seconds from 1."
  }
}
