variable "name" {
  description = "Name of the system. Names of resources begin with this name and the environment, for example fleet-dev."
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
  description = "AWS region, for example eu-west-1."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2,3}(-[a-z]+)+-[0-9]+$", var.region))
    error_message = "region must be the name of an AWS region such as eu-west-1."
  }
}

variable "vpc_cidr" {
  description = "IPv4 range of the VPC, a /16."
  type        = string
  default     = "10.0.0.0/16"
}

variable "zone_count" {
  description = "Number of availability zones to use, 2 to 6."
  type        = number
  default     = 3
}

variable "excluded_zone_ids" {
  description = "Ids of availability zones to leave out, because EKS does not support them or you do not want them."
  type        = list(string)
  default     = ["use1-az3", "usw1-az2", "cac1-az3"]
}

variable "single_nat_gateway" {
  description = "Use one NAT gateway for all zones. It is cheaper, but all zones lose internet access when its zone fails."
  type        = bool
  default     = false
}

variable "kubernetes_version" {
  description = "Kubernetes minor version of the control plane and the nodes."
  type        = string
  default     = "1.35"

  validation {
    condition     = can(regex("^1\\.(3[3-9]|[4-9][0-9])$", var.kubernetes_version))
    error_message = "kubernetes_version must be a minor version from 1.33 such as 1.35; nodes run Amazon Linux 2023."
  }
}

variable "endpoint_public_access_cidrs" {
  description = "IPv4 ranges that may reach the Kubernetes API from the internet. If empty, it is reachable only from inside the VPC."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for cidr in var.endpoint_public_access_cidrs : can(cidrnetmask(cidr))])
    error_message = "endpoint_public_access_cidrs must be a list of IPv4 ranges such as 203.0.113.0/24."
  }
}

variable "log_types" {
  description = "Control plane logs that are sent to CloudWatch."
  type        = set(string)
  default     = ["api", "audit", "authenticator"]

  validation {
    condition     = length(setsubtract(var.log_types, ["api", "audit", "authenticator", "controllerManager", "scheduler"])) == 0
    error_message = "log_types may contain api, audit, authenticator, controllerManager and scheduler."
  }
}

variable "log_retention_days" {
  description = "Number of days to keep control plane logs. Must be a value that CloudWatch accepts, for example 30 or 90."
  type        = number
  default     = 90
}

variable "add_on_versions" {
  description = "Versions of the EKS add-ons by name. Other add-ons get the default version for the Kubernetes version."
  type        = map(string)
  default     = {}

  validation {
    condition     = length(setsubtract(keys(var.add_on_versions), ["vpc-cni", "eks-pod-identity-agent", "kube-proxy", "coredns"])) == 0
    error_message = "add_on_versions may contain vpc-cni, eks-pod-identity-agent, kube-proxy and coredns."
  }
}

variable "node_groups" {
  description = "Managed node groups by name. See modules/node-group for the attributes."
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
  default = {
    general = {
      instance_types = ["t3.large"]
      min_size       = 2
      max_size       = 4
      desired_size   = 2
    }
  }

  validation {
    condition     = length(var.node_groups) > 0
    error_message = "node_groups needs at least one group: coredns has nowhere to run without nodes."
  }
}

variable "repositories" {
  description = "Names of the images of the system. Each gets an ECR repository."
  type        = set(string)
  default     = ["frontend", "backend"]
}

variable "kept_images" {
  description = "Number of images to keep in each repository."
  type        = number
  default     = 100
}

variable "force_delete_images" {
  description = "Let terraform destroy delete repositories that still contain images."
  type        = bool
  default     = false
}

variable "deployer_role_arns" {
  description = "IAM roles that apply the kubernetes workspace. They are administrators of the cluster."
  type        = list(string)
  default     = []
}

variable "viewer_role_arns" {
  description = "IAM roles that plan the kubernetes workspace. They may read everything, including secrets, and change nothing."
  type        = list(string)
  default     = []
}
