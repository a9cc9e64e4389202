# Every data source of the workspaces, once as they use it and with what else it can do.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region = "eu-west-1"
}

data "aws_partition" "current" {}

data "aws_caller_identity" "current" {}

data "aws_availability_zones" "all" {
  state            = "available"
  exclude_zone_ids = ["use1-az3"]

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

data "aws_availability_zones" "some" {
  exclude_names = ["eu-west-1b"]
}

data "aws_eks_cluster" "fleet" {
  name = "fleet-dev"
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole", "sts:TagSession"]

    principals {
      type        = "Service"
      identifiers = ["eks.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "much" {
  policy_id = "much"

  statement {
    sid       = "Read"
    actions   = ["s3:GetObject", "s3:ListBucket", "ecr:GetAuthorizationToken"]
    resources = ["arn:aws:s3:::a/&{aws:username}/*", "arn:aws:s3:::a"]

    condition {
      test     = "StringLike"
      variable = "aws:PrincipalTag/team"
      values   = ["z", "a"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["true"]
    }
  }

  statement {
    effect      = "Deny"
    not_actions = ["iam:*"]
    resources   = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }

  statement {
    effect        = "Deny"
    actions       = ["sts:*"]
    not_resources = ["arn:aws:iam::111122223333:role/x"]

    not_principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::111122223333:role/b", "arn:aws:iam::111122223333:role/a"]
    }
  }
}

output "aws_partition" {
  value = data.aws_partition.current
}

output "aws_caller_identity" {
  value = data.aws_caller_identity.current
}

output "aws_availability_zones" {
  value = [data.aws_availability_zones.all, data.aws_availability_zones.some]
}

output "aws_eks_cluster" {
  value = data.aws_eks_cluster.fleet
}

output "aws_iam_policy_document" {
  value = [data.aws_iam_policy_document.trust, data.aws_iam_policy_document.much]
}
