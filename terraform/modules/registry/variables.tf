variable "prefix" {
  description = "First part of every repository name, for example fleet-dev for fleet-dev/frontend."
  type        = string
}

variable "repositories" {
  description = "Names of the images, one ECR repository each."
  type        = set(string)
}

variable "kept_images" {
  description = "Number of tagged images kept per repository. Must reach back further than any release one may want to roll back to."
  type        = number

  validation {
    condition     = var.kept_images >= 10 && floor(var.kept_images) == var.kept_images
    error_message = "kept_images must be a whole number of at least 10: fewer would delete images that a rollback needs."
  }
}

variable "force_delete" {
  description = "Delete repositories with the images in them. Only for environments that are thrown away."
  type        = bool
}
