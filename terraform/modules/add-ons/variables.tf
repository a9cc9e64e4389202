variable "cluster_name" {
  description = "Name of the cluster that gets the add-ons."
  type        = string
}

variable "add_ons" {
  description = <<-TEXT
    Add-ons by name. `version`: add-on version, null for the default of the cluster's Kubernetes version.
    `configuration`: configuration values as JSON. `identity`: the service account that calls AWS and the
    names of the AWS managed policies it needs; it gets a role through EKS Pod Identity.
  TEXT
  type = map(object({
    version       = optional(string)
    configuration = optional(string)
    identity = optional(object({
      service_account = string
      policies        = list(string)
    }))
  }))
}
