vpc_cidr_block = "10.37.0.0/22"
az_count       = 2
node_size      = "t3.medium"

# Who may use the cluster: the roles that deploy and plan, instead of users with keys.
deployer_role_arn = "arn:aws:iam::111111111111:role/fleet-dev-deploy"
viewer_role_arn   = "arn:aws:iam::111111111111:role/fleet-dev-plan"
