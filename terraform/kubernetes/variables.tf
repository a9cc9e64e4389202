variable "name" {
  description = "Name of the system, and of its namespace."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,20}[a-z0-9]$", var.name))
    error_message = "name must have 3 to 22 characters: lower-case letters, digits and hyphens, starting with a letter, not ending with a hyphen."
  }
}

variable "environment" {
  description = "Name of the environment, for example dev or production."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,14}[a-z0-9]$", var.environment))
    error_message = "environment must have 2 to 16 characters: lower-case letters, digits and hyphens, starting with a letter, not ending with a hyphen."
  }
}

variable "region" {
  description = "AWS region of the cluster, for example eu-west-1."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2,3}(-[a-z]+)+-[0-9]+$", var.region))
    error_message = "region must be the name of an AWS region such as eu-west-1."
  }
}

variable "cluster_name" {
  description = "Name of the EKS cluster, from the output cluster_name of the infrastructure workspace."
  type        = string
}

variable "images" {
  description = <<-TEXT
    Images by name, from build-push-ecr. `repository` is the name in the registry without the host, for example
    fleet-dev/frontend. `digest` is sha256: and 64 hexadecimal digits.
  TEXT
  type = map(object({
    repository = string
    digest     = string
  }))

  validation {
    condition     = alltrue([for image in values(var.images) : can(regex("^sha256:[0-9a-f]{64}$", image.digest))])
    error_message = "The digest of an image must be sha256: and 64 hexadecimal digits; a tag is not accepted, it may move."
  }
}

variable "registry" {
  description = "Host of the container registry. If null, the ECR registry of this account and region."
  type        = string
  default     = null
}

variable "host" {
  description = "DNS name for workloads whose ingress sets no host, for example fleet.example.com. If null, any name that reaches the load balancer."
  type        = string
  default     = null
}

variable "certificate_arn" {
  description = "ARN of the ACM certificate of the load balancer. If null, the load balancer uses plain HTTP."
  type        = string
  default     = null
}

variable "load_balancer_scheme" {
  description = "Where the load balancer is reachable from: internet-facing or internal."
  type        = string
  default     = "internet-facing"

  validation {
    condition     = contains(["internet-facing", "internal"], var.load_balancer_scheme)
    error_message = "load_balancer_scheme must be internet-facing or internal."
  }
}

variable "progress_deadline_seconds" {
  description = "Number of seconds without progress after which Kubernetes reports a rollout as failed."
  type        = number
  default     = 300
}

# Ephemeral: neither a plan nor the state has the values.
variable "secret_values" {
  description = <<-TEXT
    Values of secrets by name, for `secrets` of workloads that set only a `key`. They reach only the cluster: they are in
    no plan and no state. Set them with TF_VAR_secret_values.
  TEXT
  type        = map(string)
  default     = {}
  ephemeral   = true
}

variable "secrets_revision" {
  description = "Raise it when secret_values change, so that they are written again. Terraform does not store them, so it cannot see the change."
  type        = number
  default     = 1
}

variable "rolling_back" {
  description = "Whether this apply is a rollback to an earlier release. kube-deploy sets it. No Job runs in a rollback."
  type        = bool
  default     = false
}
