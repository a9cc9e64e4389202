cluster_name = "fleet-dev"

# All keys of a workload: terraform/kubernetes/README.md.
workloads = {
  frontend = {
    replicas = 2
    port     = 8080
    user     = 10001
    probes   = { readiness = { path = "/readyz" }, liveness = { path = "/healthz" } }
    env      = { BACKEND_URL = "http://backend" }
    ingress  = { path = "/" }
  }

  backend = {
    replicas = 2
    port     = 8080
    user     = 10001
    probes   = { readiness = { path = "/readyz" }, liveness = { path = "/healthz" } }
    ingress  = { path = "/api" }
  }

  # Runs once for each image of the backend, and has succeeded before any Deployment changes.
  migrate = {
    kind    = "Job"
    image   = "backend"
    command = ["node", "--disable-warning=ExperimentalWarning", "src/migrate.ts"]
    user    = 10001
    before  = "deployments"
  }
}
