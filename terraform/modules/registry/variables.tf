variable "prefix" {
  description = "First part of every repository name, for example fleet-dev for fleet-dev/frontend."
  type        = string
}

variable "repositories" {
  description = "Names of the images. Each gets an ECR repository."
  type        = set(string)
}

variable "kept_images" {
  description = "Number of tagged images to keep in each repository. Must include every release that you may want to roll back to."
  type        = number

  validation {
    condition     = var.kept_images >= 10 && floor(var.kept_images) == var.kept_images
    error_message = "kept_images must be a whole number of at least 10: fewer would delete images that a rollback needs."
  }
}

variable "force_delete" {
  description = "Delete repositories together with their images. Only for temporary environments."
  type        = bool
}
