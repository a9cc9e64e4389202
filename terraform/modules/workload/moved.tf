# Where the module's Deployments were the only kind.
moved {
  from = kubernetes_deployment_v1.this
  to   = kubernetes_deployment_v1.this[0]
}

moved {
  from = kubernetes_service_v1.this
  to   = kubernetes_service_v1.this[0]
}

moved {
  from = kubernetes_pod_disruption_budget_v1.this
  to   = kubernetes_pod_disruption_budget_v1.this[0]
}
