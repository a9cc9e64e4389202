locals {
  name = "${var.application_name}-${var.environment_name}"

  node_policies = toset([
    "AmazonEKSWorkerNodePolicy",
    "AmazonEKS_CNI_Policy",
    "AmazonEC2ContainerRegistryReadOnly",
  ])

  people = {
    deployer = { arn = var.deployer_role_arn, policy = "AmazonEKSClusterAdminPolicy" }
    viewer   = { arn = var.viewer_role_arn, policy = "AmazonEKSAdminViewPolicy" }
  }
}

# Who may take the roles of the cluster and of its nodes.
data "aws_iam_policy_document" "trust" {
  for_each = { cluster = "eks.amazonaws.com", node = "ec2.amazonaws.com" }

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = [each.value]
    }
  }
}

resource "aws_iam_role" "cluster" {
  name               = "eks-${local.name}-cluster"
  assume_role_policy = data.aws_iam_policy_document.trust["cluster"].json
}

resource "aws_iam_role_policy_attachment" "cluster" {
  role       = aws_iam_role.cluster.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"
}

resource "aws_eks_cluster" "main" {
  name     = "eks-${local.name}"
  role_arn = aws_iam_role.cluster.arn

  access_config {
    authentication_mode = "API_AND_CONFIG_MAP"
  }

  vpc_config {
    subnet_ids = aws_subnet.node[*].id
  }

  depends_on = [aws_iam_role_policy_attachment.cluster]
}

resource "aws_eks_access_entry" "people" {
  for_each = local.people

  cluster_name  = aws_eks_cluster.main.name
  principal_arn = each.value.arn
}

resource "aws_eks_access_policy_association" "people" {
  for_each = local.people

  cluster_name  = aws_eks_cluster.main.name
  principal_arn = aws_eks_access_entry.people[each.key].principal_arn
  policy_arn    = "arn:aws:eks::aws:cluster-access-policy/${each.value.policy}"

  access_scope {
    type = "cluster"
  }
}

resource "aws_iam_role" "node" {
  name               = "eks-${local.name}-node"
  assume_role_policy = data.aws_iam_policy_document.trust["node"].json
}

resource "aws_iam_role_policy_attachment" "node" {
  for_each = local.node_policies

  role       = aws_iam_role.node.name
  policy_arn = "arn:aws:iam::aws:policy/${each.key}"
}

resource "aws_eks_node_group" "main" {
  cluster_name    = aws_eks_cluster.main.name
  node_group_name = "user"
  node_role_arn   = aws_iam_role.node.arn
  subnet_ids      = aws_subnet.node[*].id
  instance_types  = [var.node_size]

  scaling_config {
    desired_size = 2
    min_size     = 1
    max_size     = 4
  }

  depends_on = [aws_iam_role_policy_attachment.node]
}
