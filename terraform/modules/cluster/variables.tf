variable "name" {
  description = "Name of the EKS cluster, for example fleet-dev."
  type        = string
}

variable "kubernetes_version" {
  description = "Kubernetes minor version of the control plane, for example 1.35."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets in at least two zones for the network interfaces of the control plane."
  type        = list(string)
}

variable "endpoint_public_access_cidrs" {
  description = "IPv4 ranges that may reach the API endpoint from the internet. If empty, the endpoint is private."
  type        = list(string)
}

variable "log_types" {
  description = "Control plane logs that are sent to CloudWatch."
  type        = set(string)
}

variable "log_retention_days" {
  description = "Number of days to keep control plane logs."
  type        = number
}
