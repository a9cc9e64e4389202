import type { Json } from "../../../lib/terraform/json.ts";
import { own } from "../../../lib/terraform/values.ts";
import type { JsonObject } from "../../../lib/terraform/values.ts";

/** What is lost with an object that is destroyed or replaced. */
export interface Loss {
  /**
   * `data`: it cannot be recovered. `service`: something is interrupted or gets a new address. `guard`: something else
   * is easier to lose. `none`: the object stays.
   */
  kind: "data" | "service" | "guard" | "none";
  /** A clause of its own, such as "its value is lost". */
  text: string;
}

export interface LossRule {
  types: RegExp;
  /** Default: every object of the types. */
  when?: (object: JsonObject) => boolean;
  kind: Loss["kind"];
  /** The object is a part of another object, which says more about what is created. */
  isPart?: true;
  text: string | ((object: JsonObject) => string);
  /** The text if another object takes its place. Default: the same text. */
  replaced?: string;
}

const NO_SNAPSHOT = "all its data is lost: no final snapshot is taken";
const FINAL_SNAPSHOT = "its data is left only in the final snapshot";
const UNLESS_SNAPSHOT = "all its data is lost unless a snapshot exists";
const UNNAMED_SNAPSHOT =
  "final_snapshot_identifier is not set, so the apply fails: its data would be lost";

const isText = (value: Json | undefined): boolean => typeof value === "string" && value !== "";

/** Returns the loss by the final snapshot. If one is to be taken, the provider fails unless the snapshot has a name. */
const bySnapshot = (object: JsonObject): string => {
  const skips = own(object, "skip_final_snapshot") ?? own(object, "skip_final_backup");
  if (skips === true) return NO_SNAPSHOT;
  const name = own(object, "final_snapshot_identifier");
  if (skips === false) return name === null || name === "" ? UNNAMED_SNAPSHOT : FINAL_SNAPSHOT;
  const isTaken =
    own(object, "final_snapshot") === true ||
    isText(name) ||
    isText(own(object, "final_snapshot_name"));
  return isTaken ? FINAL_SNAPSHOT : UNLESS_SNAPSHOT;
};

/**
 * Returns the loss by the recovery window:
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html
 */
const byRecovery = (object: JsonObject): string => {
  const days = own(object, "recovery_window_in_days");
  return typeof days === "number" && days > 0
    ? "its value is lost unless it is restored within its recovery window"
    : "its value is lost";
};

const byForce =
  (name: string, contents: string) =>
  (object: JsonObject): string =>
    own(object, name) === true
      ? `${contents} in it are deleted`
      : `it must be empty, else the apply fails: ${contents} in it would be lost`;

/**
 * Returns whether the provider only forgets the object:
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs
 */
const isLeft = (object: JsonObject): boolean => own(object, "skip_destroy") === true;

/** Returns whether a switch makes AWS refuse the deletion. The provider deletes by the state, not the configuration. */
const isProtected = (object: JsonObject): boolean =>
  ["deletion_protection", "enable_deletion_protection", "deletion_protection_enabled"].some(
    (name) => own(object, name) === true || own(object, name) === "ACTIVE",
  );

const isReplica = (object: JsonObject): boolean =>
  isText(own(object, "replicate_source_db")) ||
  isText(own(object, "replication_source_identifier"));

const PROTECTED = "deletion protection is on, so the apply fails";

/**
 * Rules by type of resource, without the version that the Kubernetes provider adds to the names of its types. The first
 * rule that fits decides.
 */
export const LOSS_RULES: readonly LossRule[] = [
  {
    types: /^aws_/,
    when: isLeft,
    kind: "none",
    text: "the object itself stays, by its skip_destroy",
  },
  {
    types:
      /^aws_(?:db_instance|(?:rds|docdb|neptune|dsql|eks)_cluster|neptunegraph_graph|dynamodb_table|qldb_ledger|cognito_user_pool)$/,
    when: isProtected,
    kind: "data",
    text: PROTECTED,
  },
  { types: /^aws_a?lb$/, when: isProtected, kind: "service", text: PROTECTED },
  {
    types: /^aws_(?:db_instance|rds_cluster)$/,
    when: isReplica,
    kind: "service",
    text: "it is a replica: its source keeps the data",
  },
  {
    types: /^aws_(?:db_instance|rds_cluster|docdb_cluster|neptune_cluster|redshift_cluster)$/,
    kind: "data",
    text: bySnapshot,
  },
  {
    types:
      /^aws_(?:(?:db|db_cluster|docdb_cluster|neptune_cluster|ebs|memorydb|redshift_cluster|redshiftserverless|fsx_openzfs)_snapshot(?:_copy|_import)?|rds_cluster_snapshot_copy|fsx_backup)$/,
    kind: "data",
    isPart: true,
    text: "the backup is lost",
  },
  {
    types:
      /^aws_(?:ebs_volume|efs_file_system|fsx_\w+|dynamodb_table|elasticache_(?:cluster|replication_group|serverless_cache)|redshiftserverless_namespace|docdbelastic_cluster|opensearchserverless_collection|dsql_cluster|neptunegraph_graph|timestreaminfluxdb_db_instance|lightsail_d(?:atabase|isk)|memorydb_cluster|opensearch_domain|elasticsearch_domain|timestreamwrite_table|keyspaces_table|qldb_ledger)$/,
    kind: "data",
    text: bySnapshot,
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
    types: /^aws_kms_(?:replica_)?(?:external_)?key$/,
    kind: "data",
    text: "what it has encrypted cannot be read any more once it is deleted",
  },
  {
    types: /^aws_(?:secretsmanager_secret|ssm_parameter)$/,
    kind: "data",
    text: byRecovery,
  },
  { types: /^aws_cloudwatch_log_group$/, kind: "data", text: "the logs in it are lost" },
  { types: /^aws_cognito_user_pool$/, kind: "data", text: "all its users are lost" },
  { types: /^aws_route53_zone$/, kind: "data", text: "its records and its name servers are lost" },
  { types: /^aws_backup_vault$/, kind: "data", text: "the backups in it are lost" },
  { types: /^aws_eks_cluster$/, kind: "data", text: "everything that runs in the cluster is lost" },
  { types: /^kubernetes_namespace$/, kind: "data", text: "everything in the namespace is deleted" },
  {
    types: /^kubernetes_custom_resource_definition$/,
    kind: "data",
    text: "every object of its kind is deleted",
  },
  {
    types: /^kubernetes_persistent_volume(?:_claim)?$/,
    kind: "data",
    text: "all its data is lost unless its volume is retained or a snapshot exists",
  },
  {
    types: /^aws_eks_(?:node_group|fargate_profile)$/,
    kind: "service",
    text: "its nodes are removed, and the pods on them are evicted",
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
  {
    types:
      /^aws_(?:egress_only_internet_gateway|vpn_connection|vpc_(?:peering_connection|endpoint)|ec2_transit_gateway(?:_vpc_attachment)?)$/,
    isPart: true,
    kind: "service",
    text: "connections through it end",
  },
  {
    types: /^aws_(?:rds|docdb|neptune)_cluster_instance$/,
    kind: "service",
    isPart: true,
    text: "connections to it end",
  },
  { types: /^aws_eip$/, kind: "service", text: "its public address is given back" },
  {
    types: /^aws_(?:lb|alb|elb|api_gateway_rest_api|apigatewayv2_api|cloudfront_distribution)$/,
    kind: "service",
    text: "its address goes",
    replaced: "its address changes",
  },
  {
    types: /^aws_(?:lb|alb)_listener$/,
    kind: "service",
    isPart: true,
    text: "what comes in through it is refused",
    replaced: "what comes in through it is refused meanwhile",
  },
  {
    types: /^aws_route53_record$/,
    kind: "service",
    isPart: true,
    text: "its name no longer resolves",
    replaced: "its name may not resolve meanwhile",
  },
  {
    types: /^aws_eks_addon$/,
    kind: "service",
    isPart: true,
    text: (object) =>
      own(object, "preserve") === true
        ? "what it has installed stays in the cluster"
        : "what it has installed is deleted",
  },
  {
    types: /^aws_eks_access_(?:entry|policy_association)$/,
    kind: "service",
    isPart: true,
    text: "whom it lets in loses access to the cluster",
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

const SAMPLES: readonly JsonObject[] = [
  { skip_final_snapshot: true },
  { skip_final_snapshot: false },
  { skip_final_snapshot: false, final_snapshot_identifier: null },
  { force_destroy: true, force_delete: true, recovery_window_in_days: 30, preserve: true },
  {},
];

/** Every text of the rules that can be in a report. */
export const LOSS_TEXTS: readonly string[] = LOSS_RULES.flatMap(({ text, replaced = "" }) =>
  typeof text === "string" ? [text, replaced] : SAMPLES.map(text),
);
