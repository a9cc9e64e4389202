replicas = {
  frontend = 2
  backend  = 2
}
