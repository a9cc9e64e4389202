locals {
  prefix = "${var.name}-${var.environment}"

  # The plan role reads Secrets, because Helm keeps its releases in Secrets. The plain view policy does not allow that.
  access_policies = {
    deployer = "AmazonEKSClusterAdminPolicy"
    viewer   = "AmazonEKSAdminViewPolicy"
  }
}

module "network" {
  source = "../modules/network"

  name               = local.prefix
  cidr               = var.vpc_cidr
  zone_count         = var.zone_count
  excluded_zone_ids  = var.excluded_zone_ids
  single_nat_gateway = var.single_nat_gateway
}

module "cluster" {
  source = "../modules/cluster"

  name                         = local.prefix
  kubernetes_version           = var.kubernetes_version
  subnet_ids                   = module.network.private_subnet_ids
  endpoint_public_access_cidrs = var.endpoint_public_access_cidrs
  log_types                    = var.log_types
  log_retention_days           = var.log_retention_days
}

# Nodes stay NotReady without a network plugin, and the plugin gets its AWS identity from the agent. So both
# exist before the first node. Prefix delegation works only for nodes that boot after it is set.
module "add_ons_before_nodes" {
  source = "../modules/add-ons"

  cluster_name = module.cluster.name

  add_ons = {
    eks-pod-identity-agent = {
      version = lookup(var.add_on_versions, "eks-pod-identity-agent", null)
    }
    kube-proxy = {
      version = lookup(var.add_on_versions, "kube-proxy", null)
    }
    vpc-cni = {
      version = lookup(var.add_on_versions, "vpc-cni", null)
      configuration = jsonencode({
        env = {
          ENABLE_PREFIX_DELEGATION = "true"
          WARM_PREFIX_TARGET       = "1"
        }
      })
      identity = {
        service_account = "aws-node"
        policies        = ["AmazonEKS_CNI_Policy"]
      }
    }
  }
}

module "node_group" {
  source = "../modules/node-group"

  # The add-ons output the name when they are ready. depends_on would also wait for them, but it makes every
  # data source in the module unknown whenever an add-on changes.
  cluster_name       = module.add_ons_before_nodes.cluster_name
  kubernetes_version = module.cluster.version
  subnet_ids         = module.network.private_subnet_ids
  node_groups        = var.node_groups
}

# coredns is a Deployment: EKS reports the add-on as degraded until a node can run it.
module "add_ons_after_nodes" {
  source = "../modules/add-ons"

  cluster_name = module.node_group.cluster_name

  add_ons = {
    coredns = {
      version = lookup(var.add_on_versions, "coredns", null)
    }
  }
}

module "access" {
  source = "../modules/access"

  cluster_name = module.cluster.name

  entries = merge(
    { for arn in var.deployer_role_arns : arn => { principal_arn = arn, policy = local.access_policies.deployer } },
    { for arn in var.viewer_role_arns : arn => { principal_arn = arn, policy = local.access_policies.viewer } },
  )
}

module "registry" {
  source = "../modules/registry"

  prefix       = local.prefix
  repositories = var.repositories
  kept_images  = var.kept_images
  force_delete = var.force_delete_images
}
