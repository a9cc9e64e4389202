variable "application_name" {
  type = string
}

variable "environment_name" {
  type = string
}

variable "cluster_name" {
  description = "The pipeline gives it: the output kubernetes_cluster_name of infra."
  type        = string
}

variable "primary_region" {
  type = string
}

variable "namespace" {
  type = string
}

variable "web_app_image" {
  description = "The pipeline gives it."
  type = object({
    name    = string
    version = string
  })
}

variable "web_api_image" {
  description = "The pipeline gives it."
  type = object({
    name    = string
    version = string
  })
}
