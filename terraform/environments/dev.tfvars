# For both workspaces: only variables that both declare.
name        = "fleet"
environment = "dev"
region      = "eu-west-1"
