variable "name" {
  description = "Name of the workload, and of its Deployment or CronJob, container, Service, service account and disruption budget. The name of a Job also has a hash."
  type        = string

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$", var.name))
    error_message = "workloads: the name \"${var.name}\" is not valid. Expected 1 to 40 lower-case letters, digits and hyphens, beginning with a letter, for example web-api."
  }
}

variable "system" {
  description = <<-TEXT
    Values that all workloads of the system share. `name`: label app.kubernetes.io/part-of. `cluster_name`: for the Pod
    Identity association of a workload with a role. `secret_name`: the Secret of secret_values, for secrets that set only
    a key. `secrets_revision`: raised when secret_values change, so that the pods that use them are replaced.
    `rolling_back`: this apply is a rollback, so no Job runs. `progress_deadline_seconds`: time without progress after
    which Kubernetes reports a rollout as failed.
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
  description = "The workload as the user wrote it, including keys that the type of workload drops."
  type        = any
}
