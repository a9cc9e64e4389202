variable "application_name" {
  type = string
}

variable "environment_name" {
  type = string
}

variable "primary_region" {
  type = string
}

variable "vpc_cidr_block" {
  type = string
}

variable "az_count" {
  type = number
}

variable "node_size" {
  type = string
}

variable "deployer_role_arn" {
  description = "IAM role that applies the k8s workspace."
  type        = string
}

variable "viewer_role_arn" {
  description = "IAM role that plans the k8s workspace."
  type        = string
}
