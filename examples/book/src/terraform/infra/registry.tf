resource "aws_ecr_repository" "main" {
  for_each = toset(["frontend", "backend"])

  name                 = "ecr-${var.application_name}-${var.environment_name}-${each.key}"
  image_tag_mutability = "MUTABLE"
}
