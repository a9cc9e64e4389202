cluster_name = "fleet-dev"

replicas = {
  frontend = 2
  backend  = 2
}
