terraform {
  required_version = ">= 1.10"

  # Bucket, key and region come from the pipeline.
  backend "s3" {}

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
  }
}

provider "aws" {
  region = var.primary_region

  default_tags {
    tags = {
      application = var.application_name
      environment = var.environment_name
    }
  }
}
