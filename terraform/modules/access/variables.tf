variable "cluster_name" {
  description = "Name of the cluster."
  type        = string
}

variable "entries" {
  description = <<-TEXT
    Access entries by a name of your choice. `principal_arn`: an IAM role or user. `policy`: name of the EKS access
    policy. `namespaces`: where the policy applies; if empty, in the whole cluster.
  TEXT
  type = map(object({
    principal_arn = string
    policy        = string
    namespaces    = optional(list(string), [])
  }))
}
