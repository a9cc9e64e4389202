# A small, cheap environment: two zones, one NAT gateway.
zone_count          = 2
single_nat_gateway  = true
log_retention_days  = 7
force_delete_images = true

# Who may reach the Kubernetes API: the addresses of your runners and people.
endpoint_public_access_cidrs = ["203.0.113.0/24"]
