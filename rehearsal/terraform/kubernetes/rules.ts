import type { Rules } from "../rules.ts";
import type { Value } from "../values.ts";

// What hashicorp/kubernetes 3.2.1 does beyond its schema, according to plans and states of the real provider
// (test/golden/terraform/kubernetes-*.json) and its documentation.

const METADATA = ["metadata.name", "metadata.namespace"];

/** Returns the defaults and computed blocks of a pod's specification below a path. */
function pod(at: string): Required<Pick<Rules, "defaults" | "computedBlocks">> {
  const containers = [`${at}.container`, `${at}.init_container`];
  const defaults: Record<string, Value> = {
    ...under(at, {
      automount_service_account_token: true,
      dns_policy: "ClusterFirst",
      enable_service_links: true,
      host_ipc: false,
      host_network: false,
      host_pid: false,
      restart_policy: "Always",
      share_process_namespace: false,
      termination_grace_period_seconds: 30,
      "volume.config_map.default_mode": "0644",
      "volume.secret.default_mode": "0644",
      "volume.downward_api.default_mode": "0644",
      "volume.projected.default_mode": "0644",
    }),
    ...under(`${at}.container`, CONTAINER),
    ...under(`${at}.init_container`, CONTAINER),
  };
  return {
    defaults,
    computedBlocks: [
      `${at}.image_pull_secrets`,
      `${at}.readiness_gate`,
      ...containers.map((path) => `${path}.resources`),
    ],
  };
}

const PROBE: Record<string, Value> = {
  failure_threshold: 3,
  period_seconds: 10,
  success_threshold: 1,
  timeout_seconds: 1,
  "http_get.scheme": "HTTP",
};

const CONTAINER: Record<string, Value> = {
  stdin: false,
  stdin_once: false,
  termination_message_path: "/dev/termination-log",
  tty: false,
  "port.protocol": "TCP",
  "security_context.allow_privilege_escalation": true,
  "security_context.privileged": false,
  "security_context.read_only_root_filesystem": false,
  "volume_mount.mount_propagation": "None",
  "volume_mount.read_only": false,
  ...under("liveness_probe", PROBE),
  ...under("readiness_probe", PROBE),
  ...under("startup_probe", PROBE),
};

function under(path: string, values: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).map(([name, v]) => [`${path}.${name}`, v]));
}

const template = pod("spec.template.spec");
const cronTemplate = pod("spec.job_template.spec.template.spec");
const JOB = { backoff_limit: 6, completions: 1, parallelism: 1 };

export const RULES: Record<string, Rules> = {
  kubernetes_namespace_v1: {
    defaults: { wait_for_default_service_account: false },
    replace: ["metadata.name"],
  },
  kubernetes_service_account_v1: {
    defaults: { automount_service_account_token: true },
    replace: METADATA,
  },
  kubernetes_deployment_v1: {
    defaults: {
      wait_for_rollout: true,
      "spec.min_ready_seconds": 0,
      "spec.paused": false,
      "spec.progress_deadline_seconds": 600,
      "spec.revision_history_limit": 10,
      "spec.strategy.rolling_update.max_surge": "25%",
      "spec.strategy.rolling_update.max_unavailable": "25%",
      "spec.strategy.type": "RollingUpdate",
      ...template.defaults,
    },
    computedBlocks: ["spec.strategy", ...template.computedBlocks],
    replace: [...METADATA, "spec.selector.match_labels", "spec.selector.match_expressions"],
  },
  kubernetes_job_v1: {
    defaults: { wait_for_completion: true, ...under("spec", JOB), ...template.defaults },
    computedBlocks: ["spec.selector", ...template.computedBlocks],
    replace: [...METADATA, "spec.completions", "spec.template"],
  },
  kubernetes_cron_job_v1: {
    defaults: {
      "spec.concurrency_policy": "Allow",
      "spec.failed_jobs_history_limit": 1,
      "spec.starting_deadline_seconds": 0,
      "spec.successful_jobs_history_limit": 3,
      "spec.suspend": false,
      ...under("spec.job_template.spec", JOB),
      ...cronTemplate.defaults,
    },
    computedBlocks: ["spec.job_template.spec.selector", ...cronTemplate.computedBlocks],
    replace: METADATA,
  },
  kubernetes_config_map_v1: { replace: METADATA },
  kubernetes_secret_v1: {
    defaults: { type: "Opaque", wait_for_service_account_token: true },
    replace: [...METADATA, "type"],
  },
  kubernetes_horizontal_pod_autoscaler_v2: {
    defaults: { "spec.min_replicas": 1 },
    replace: METADATA,
  },
  kubernetes_network_policy_v1: {
    defaults: { "spec.ingress.ports.protocol": "TCP", "spec.egress.ports.protocol": "TCP" },
    replace: METADATA,
  },
  kubernetes_service_v1: {
    defaults: {
      wait_for_load_balancer: true,
      "spec.allocate_load_balancer_node_ports": true,
      "spec.port.protocol": "TCP",
      "spec.publish_not_ready_addresses": false,
      "spec.session_affinity": "None",
      "spec.type": "ClusterIP",
    },
    computedBlocks: ["spec.session_affinity_config"],
    replace: METADATA,
  },
  kubernetes_ingress_v1: { replace: METADATA },
  kubernetes_pod_disruption_budget_v1: {
    replace: [...METADATA, "spec.selector.match_labels", "spec.selector.match_expressions"],
  },
};
