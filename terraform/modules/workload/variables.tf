variable "name" {
  description = "Name of the workload: Deployment, container, Service, service account and disruption budget have it."
  type        = string
}

variable "namespace" {
  description = "Namespace of the workload."
  type        = string
}

variable "system" {
  description = "Name of the system that the workload is part of (label app.kubernetes.io/part-of)."
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

variable "replicas" {
  description = "Number of pods."
  type        = number
}

variable "environment" {
  description = "Environment variables of the container. Not for secrets."
  type        = map(string)
  default     = {}
}

variable "port" {
  description = "Port that the container listens on."
  type        = number
  default     = 8080
}

variable "resources" {
  description = "CPU and memory asked for, and the memory limit. There is no CPU limit: it would throttle pods on idle nodes."
  type = object({
    cpu          = string
    memory       = string
    memory_limit = string
  })
  default = {
    cpu          = "100m"
    memory       = "128Mi"
    memory_limit = "256Mi"
  }
}

variable "progress_deadline_seconds" {
  description = "Seconds without progress after which Kubernetes calls the rollout failed."
  type        = number
  default     = 300
}
