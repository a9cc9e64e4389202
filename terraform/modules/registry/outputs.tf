output "repositories" {
  description = "Repositories by image name: full repository name and ARN."
  value = {
    for image, repository in aws_ecr_repository.this : image => {
      name = repository.name
      arn  = repository.arn
    }
  }
}
