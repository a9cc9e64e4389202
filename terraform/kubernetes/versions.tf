terraform {
  # Terraform and OpenTofu have write-only attributes since 1.11.
  required_version = ">= 1.11"

  # Bucket, key and region come from the pipeline (terraform init -backend-config).
  backend "s3" {}

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = ">= 3.0, < 4.0"
    }
  }
}

provider "aws" {
  region = var.region
}

# The cluster belongs to another state, because a provider that is configured by a resource of its own state breaks when
# that resource is replaced. The token comes from a command, because a token in the state would expire after 15 minutes.
provider "kubernetes" {
  host                   = data.aws_eks_cluster.this.endpoint
  cluster_ca_certificate = base64decode(data.aws_eks_cluster.this.certificate_authority[0].data)

  exec {
    api_version = "client.authentication.k8s.io/v1beta1"
    command     = "aws"
    args        = ["eks", "get-token", "--cluster-name", var.cluster_name, "--region", var.region]
  }
}
