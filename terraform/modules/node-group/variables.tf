variable "cluster_name" {
  description = "Name of the cluster that the nodes join."
  type        = string
}

variable "kubernetes_version" {
  description = "Kubernetes minor version of the nodes, at most three behind the control plane."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets for the nodes."
  type        = list(string)
}

variable "node_groups" {
  description = <<-TEXT
    Managed node groups by name. `instance_types`: one or more types of the same size. `architecture`: x86_64 or
    arm64. `capacity_type`: ON_DEMAND or SPOT. `disk_gib`: size of the encrypted gp3 root volume. `taints`: keep
    away pods that do not tolerate them; effect is NO_SCHEDULE, NO_EXECUTE or PREFER_NO_SCHEDULE.
  TEXT
  type = map(object({
    instance_types = list(string)
    architecture   = optional(string, "x86_64")
    capacity_type  = optional(string, "ON_DEMAND")
    min_size       = number
    max_size       = number
    desired_size   = number
    disk_gib       = optional(number, 30)
    labels         = optional(map(string), {})
    taints = optional(list(object({
      key    = string
      value  = optional(string)
      effect = string
    })), [])
  }))

  validation {
    condition     = alltrue([for group in values(var.node_groups) : contains(["x86_64", "arm64"], group.architecture)])
    error_message = "architecture of a node group must be x86_64 or arm64."
  }

  validation {
    condition     = alltrue([for group in values(var.node_groups) : contains(["ON_DEMAND", "SPOT"], group.capacity_type)])
    error_message = "capacity_type of a node group must be ON_DEMAND or SPOT."
  }

  validation {
    condition = alltrue([
      for group in values(var.node_groups) : group.min_size <= group.desired_size && group.desired_size <= group.max_size
    ])
    error_message = "The sizes of a node group must satisfy min_size <= desired_size <= max_size."
  }
}
