# What runs. All keys: terraform/kubernetes/README.md of eks-pipeline.
workloads = {
  frontend = {
    replicas = 3
    port     = 8080
    probes   = { readiness = { path = "/readyz" }, liveness = { path = "/healthz" } }
    env      = { BACKEND_URL = "http://backend/api" }
    ingress  = { path = "/" }
  }

  backend = {
    replicas = 3
    port     = 8080
    probes   = { readiness = { path = "/readyz" }, liveness = { path = "/healthz" } }
    ingress  = { path = "/api" }
  }

  # Has succeeded before any Deployment changes.
  migrate = {
    kind    = "Job"
    image   = "backend"
    command = ["node", "migrate.js"]
    before  = "deployments"
  }
}
