# For both workspaces. The environment's name, its region and its roles come from production.yml.
name = "fleet"
