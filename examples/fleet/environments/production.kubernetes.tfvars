replicas = {
  frontend = 3
  backend  = 3
}
