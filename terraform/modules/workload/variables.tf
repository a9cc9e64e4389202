variable "name" {
  description = "Name of the workload: Deployment or CronJob, container, Service, service account and disruption budget have it. A Job's name has a hash too."
  type        = string

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$", var.name))
    error_message = "workloads: the name \"${var.name}\" is not valid. Expected 1 to 40 lower-case letters, digits and hyphens, beginning with a letter, for example web-api."
  }
}

variable "namespace" {
  description = "Namespace of the workload."
  type        = string
}

variable "system" {
  description = "Name of the system that the workload is part of (label app.kubernetes.io/part-of)."
  type        = string
}

variable "cluster_name" {
  description = "Name of the EKS cluster, for the Pod Identity association of a workload with a role."
  type        = string
}

variable "image" {
  description = "Image by digest, for example 111122223333.dkr.ecr.eu-west-1.amazonaws.com/fleet-dev/backend@sha256:..."
  type        = string

  validation {
    condition     = can(regex("@sha256:[0-9a-f]{64}$", var.image))
    error_message = "image must be given by digest (...@sha256:64 hexadecimal digits): a tag may point to something else tomorrow."
  }
}

variable "secret_name" {
  description = "Name of the Secret of secret_values, for secrets that name none."
  type        = string
}

variable "secrets_revision" {
  description = "Number that is raised when secret_values change, so that pods which use them are replaced."
  type        = number
}

variable "rolling_back" {
  description = "Whether an earlier release is applied again: then no Job runs."
  type        = bool
}

variable "progress_deadline_seconds" {
  description = "Seconds without progress after which Kubernetes calls the rollout failed."
  type        = number
  default     = 300
}

variable "given" {
  description = "The workload as it was written, also with keys that the type of workload drops."
  type        = any
}
