# For states of earlier versions, in which every workload was a Deployment.
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
