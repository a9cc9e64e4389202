# A small, cheap environment: two zones and one NAT gateway.
zone_count          = 2
single_nat_gateway  = true
log_retention_days  = 7
force_delete_images = true

# The API has to be reached by whoever applies the kubernetes workspace: list the addresses of your runners and
# people, or leave this empty and use runners inside the VPC. 203.0.113.0/24 is a documentation range.
endpoint_public_access_cidrs = ["203.0.113.0/24"]

deployer_role_arns = ["arn:aws:iam::111122223333:role/fleet-deploy"]
viewer_role_arns   = ["arn:aws:iam::111122223333:role/fleet-plan"]
