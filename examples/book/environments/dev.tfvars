# For both workspaces.
application_name = "fleet"
environment_name = "dev"
primary_region   = "eu-west-1"
