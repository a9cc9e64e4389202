variable "name" {
  description = "Name of the workload: Deployment or CronJob, container, Service, service account and disruption budget have it. A Job's name has a hash too."
  type        = string

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$", var.name))
    error_message = "workloads: the name \"${var.name}\" is not valid. Expected 1 to 40 lower-case letters, digits and hyphens, beginning with a letter, for example web-api."
  }
}

variable "system" {
  description = <<-TEXT
    What all workloads of the system have in common. `name`: label app.kubernetes.io/part-of. `cluster_name`: for the Pod
    Identity association of a workload with a role. `secret_name`: the Secret of secret_values, for secrets that name
    none. `secrets_revision`: raised when secret_values change, so that pods which use them are replaced.
    `rolling_back`: an earlier release is applied again, so no Job runs. `progress_deadline_seconds`: without progress for
    so long, Kubernetes calls a rollout failed.
  TEXT
  type = object({
    name                      = string
    namespace                 = string
    cluster_name              = string
    secret_name               = string
    secrets_revision          = number
    rolling_back              = bool
    progress_deadline_seconds = number
  })
}

variable "image" {
  description = "Image by digest, for example 111122223333.dkr.ecr.eu-west-1.amazonaws.com/fleet-dev/backend@sha256:..."
  type        = string

  validation {
    condition     = can(regex("@sha256:[0-9a-f]{64}$", var.image))
    error_message = "image must be given by digest (...@sha256:64 hexadecimal digits): a tag may point to something else tomorrow."
  }
}

variable "given" {
  description = "The workload as it was written, also with keys that the type of workload drops."
  type        = any
}
