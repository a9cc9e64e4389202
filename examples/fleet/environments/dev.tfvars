# For both workspaces.
name        = "fleet"
environment = "dev"
region      = "eu-west-1"
