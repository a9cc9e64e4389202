# For both workspaces. The environment's name, its region and its roles come from dev.yml.
name = "fleet"
