# Three zones with a NAT gateway each: the loss of a zone costs a third of the capacity, and no more.
zone_count         = 3
single_nat_gateway = false
log_retention_days = 90

# Who may reach the Kubernetes API: the addresses of your runners and people.
endpoint_public_access_cidrs = ["203.0.113.0/24"]
