import type { NestedBlock } from "../schema.ts";

// Repeated blocks have singular names in Terraform and plural names in the API.
const PLURALS: Record<string, string> = {
  container: "containers",
  host_aliases: "hostAliases",
  http_header: "httpHeaders",
  image_pull_secret: "imagePullSecrets",
  init_container: "initContainers",
  metric: "metrics",
  node_selector_term: "nodeSelectorTerms",
  option: "options",
  path: "paths",
  port: "ports",
  readiness_gate: "readinessGates",
  rule: "rules",
  secret: "secrets",
  sysctl: "sysctls",
  toleration: "tolerations",
  topology_spread_constraint: "topologySpreadConstraints",
  volume: "volumes",
  volume_device: "volumeDevices",
  volume_mount: "volumeMounts",
};

/** Blocks that may repeat in the schema, although the API has a single object. */
const ALONE = new Set([
  "config_map",
  "grpc",
  "label_selector",
  "namespace_selector",
  "post_start",
  "pre_stop",
  "projected",
  "tcp_socket",
]);

/** Returns whether the API has an object for a block. For all other blocks, it has an array. */
export function isObject(name: string, nested: NestedBlock): boolean {
  // In a projected volume, a secret has items. In a service account, secrets are a list of names.
  const projected = name === "secret" && nested.block.block_types?.["items"] !== undefined;
  return nested.max_items === 1 || ALONE.has(name) || projected;
}

/** Returns the API's name of a block: an object keeps its name, an array has the plural. */
export function blockKey(name: string, nested: NestedBlock): string {
  return isObject(name, nested) ? attributeKey(name) : (PLURALS[name] ?? attributeKey(name));
}

/** Returns the API's name of an attribute: cluster_ip is clusterIP, run_as_user is runAsUser. */
export function attributeKey(name: string): string {
  const camel = name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return camel.replace(/(?<=[a-z])(Ip|Ips|Ipc|Pid|Id|Uid)$/, (part) =>
    part === "Ips" ? "IPs" : part.toUpperCase(),
  );
}

/** Attributes that are strings in Terraform and numbers in the API. */
export const NUMBERS = new Set([
  "fs_group",
  "replicas",
  "run_as_group",
  "run_as_user",
  "toleration_seconds",
]);

/** Attributes that are strings in Terraform, and numbers or strings in the API: "80", "http", "25%". */
export const NUMBERS_OR_TEXTS = new Set([
  "max_surge",
  "max_unavailable",
  "min_available",
  "port",
  "target_port",
]);

/** File modes: "0644" in Terraform, 420 in the API. */
export const MODES = new Set(["default_mode", "mode"]);

/** Numbers for which 0 is a real value. For all others, Terraform stores 0 for "not set". */
export const MEANINGFUL_ZEROS = new Set([
  "backoff_limit",
  "min_ready_seconds",
  "revision_history_limit",
  "termination_grace_period_seconds",
]);

/** Attributes of a resource that are not part of the Kubernetes object. */
export const NOT_IN_OBJECT = new Set([
  "binary_data_wo",
  "binary_data_wo_revision",
  "data_wo",
  "data_wo_revision",
  "default_secret_name",
  "id",
  "status",
  "timeouts",
  "wait_for_completion",
  "wait_for_default_service_account",
  "wait_for_load_balancer",
  "wait_for_rollout",
  "wait_for_service_account_token",
]);

/**
 * Returns whether the cluster itself adds a label or annotation. The provider hides these unless they are configured.
 * app.kubernetes.io and service.beta.kubernetes.io belong to users.
 */
export function isInternal(key: string): boolean {
  // The Job controller's own labels, in addition to those of batch.kubernetes.io.
  if (key === "controller-uid" || key === "job-name") return true;
  const [host = ""] = key.split("/");
  if (host === "app.kubernetes.io" || host === "service.beta.kubernetes.io") return false;
  return host.endsWith("kubernetes.io");
}
