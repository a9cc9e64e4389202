import type { ResourceChange } from "../../../lib/terraform/plan-json.ts";
import { isObject, own } from "../../../lib/terraform/values.ts";
import type { JsonObject } from "../../../lib/terraform/values.ts";

/** What goes with an object that is destroyed or replaced. */
export interface Loss {
  /** `data`: it cannot be had back; `service`: something is interrupted or gets a new address. */
  kind: "data" | "service";
  /** Completes "... is lost" or "...": a clause of its own. */
  text: string;
}

interface Rule {
  types: RegExp;
  kind: Loss["kind"];
  text: string | ((object: JsonObject) => string);
  /** Where the object comes back, though another one. Default: the same text. */
  replaced?: string;
}

const NO_SNAPSHOT = "all its data is lost: no final snapshot is taken";
const FINAL_SNAPSHOT = "its data is left only in the final snapshot";
const UNLESS_SNAPSHOT = "all its data is lost unless a snapshot exists";

/** `skip_final_snapshot` of databases: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBInstance.html */
const bySnapshot = (object: JsonObject): string => {
  const skips = own(object, "skip_final_snapshot");
  if (skips === true) return NO_SNAPSHOT;
  return skips === false ? FINAL_SNAPSHOT : UNLESS_SNAPSHOT;
};

const byForce =
  (name: string, contents: string) =>
  (object: JsonObject): string =>
    own(object, name) === true
      ? `${contents} in it are deleted`
      : `it must be empty, else the apply fails: ${contents} in it would be lost`;

/** By type of resource, without the version that the Kubernetes provider adds to the names of its types. */
const RULES: readonly Rule[] = [
  {
    types: /^aws_(?:db_instance|rds_cluster|docdb_cluster|neptune_cluster|redshift_cluster)$/,
    kind: "data",
    text: bySnapshot,
  },
  {
    types:
      /^aws_(?:ebs_volume|efs_file_system|fsx_\w+|dynamodb_table|elasticache_(?:cluster|replication_group|serverless_cache)|redshiftserverless_namespace|docdbelastic_cluster|opensearchserverless_collection|dsql_cluster|neptunegraph_graph|timestreaminfluxdb_db_instance|lightsail_d(?:atabase|isk)|memorydb_cluster|opensearch_domain|elasticsearch_domain|timestreamwrite_table|keyspaces_table|qldb_ledger)$/,
    kind: "data",
    text: UNLESS_SNAPSHOT,
  },
  {
    types: /^aws_s3_(?:directory_)?bucket$/,
    kind: "data",
    text: byForce("force_destroy", "the objects"),
  },
  { types: /^aws_ecr_repository$/, kind: "data", text: byForce("force_delete", "the images") },
  {
    types: /^aws_(?:sqs_queue|kinesis_stream|msk_cluster|mq_broker)$/,
    kind: "data",
    text: "the messages in it are lost",
  },
  {
    types: /^aws_kms_key$/,
    kind: "data",
    text: "what it has encrypted cannot be read any more once it is deleted",
  },
  {
    types: /^aws_(?:secretsmanager_secret|ssm_parameter)$/,
    kind: "data",
    text: "its value is lost",
  },
  { types: /^aws_cloudwatch_log_group$/, kind: "data", text: "the logs in it are lost" },
  { types: /^aws_cognito_user_pool$/, kind: "data", text: "all its users are lost" },
  { types: /^aws_route53_zone$/, kind: "data", text: "its records and its name servers are lost" },
  { types: /^aws_backup_vault$/, kind: "data", text: "the backups in it are lost" },
  { types: /^aws_eks_cluster$/, kind: "data", text: "everything that runs in the cluster is lost" },
  { types: /^kubernetes_namespace$/, kind: "data", text: "everything in the namespace is deleted" },
  {
    types: /^kubernetes_persistent_volume(?:_claim)?$/,
    kind: "data",
    text: "all its data is lost unless its volume is retained or a snapshot exists",
  },
  {
    types: /^aws_eks_(?:node_group|fargate_profile)$/,
    kind: "service",
    text: "its nodes go, and the pods on them are evicted",
  },
  {
    types: /^aws_(?:instance|autoscaling_group|ecs_service|lambda_function)$/,
    kind: "service",
    text: "what runs on it stops",
  },
  { types: /^aws_(?:vpc|subnet)$/, kind: "service", text: "what runs in it loses its network" },
  {
    types: /^aws_(?:nat_gateway|internet_gateway|vpn_gateway|route|route_table)$/,
    kind: "service",
    text: "connections through it end",
  },
  { types: /^aws_eip$/, kind: "service", text: "its public address is given back" },
  {
    types: /^aws_(?:lb|alb|elb|api_gateway_rest_api|apigatewayv2_api|cloudfront_distribution)$/,
    kind: "service",
    text: "its address goes",
    replaced: "its address changes",
  },
  { types: /^kubernetes_(?:service|ingress)$/, kind: "service", text: "its address may change" },
  {
    types: /^kubernetes_(?:deployment|stateful_set|daemon_set|pod|replication_controller)$/,
    kind: "service",
    text: "its pods are deleted",
    replaced: "its pods are deleted before the new ones run",
  },
  {
    types: /^helm_release$/,
    kind: "service",
    text: "everything that the release installed is deleted",
  },
];

/**
 * What is lost with an object that a change destroys or replaces; undefined when nothing is known about its type, or
 * when the old object stays, or the new one serves before it goes.
 */
export function lossOf({ type, change: { actions, before } }: ResourceChange): Loss | undefined {
  const rule = ruleOf(type);
  if (rule === undefined) return undefined;
  const { kind, text, replaced } = rule;
  // OpenTofu forgets the old object of such a replacement instead of destroying it.
  if (actions.includes("forget")) return undefined;
  const isReplaced = actions.length > 1;
  if (isReplaced && kind === "service" && actions[0] === "create") return undefined;
  if (isReplaced && replaced !== undefined) return { kind, text: replaced };
  return { kind, text: typeof text === "string" ? text : text(isObject(before) ? before : {}) };
}

/** Whether objects of a type hold data or carry a service; undefined when nothing is known about it. */
export const importanceOf = (type: string): Loss["kind"] | undefined => ruleOf(type)?.kind;

function ruleOf(type: string): Rule | undefined {
  // A plan that no tool of ours wrote may leave the type out.
  const isKubernetes = /^kubernetes_/.test(type);
  const name = isKubernetes ? type.replace(/_v\d+(?:(?:alpha|beta)\d+)?$/, "") : type;
  return RULES.find(({ types }) => types.test(name));
}

/** Every text of the rules that stands in a report. */
export const LOSS_TEXTS: readonly string[] = RULES.flatMap(({ text, replaced = "" }) =>
  typeof text === "string"
    ? [text, replaced]
    : [
        { skip_final_snapshot: true },
        { skip_final_snapshot: false },
        { force_destroy: true, force_delete: true },
      ].map(text),
);
