import type { Path } from "../../../lib/terraform/attribute-path.ts";
import type { Json } from "../../../lib/terraform/json.ts";

/** What a plan gives up by changing an attribute: a guard against a loss, or a part of what is kept. */
export interface ProtectionRule {
  /** Matches the type that `kubernetesTypeOf` returns. Default: every type. */
  types?: RegExp;
  /**
   * Places where the attribute may be; `0` = the only block of its type. The first step is an attribute of the object.
   */
  places: readonly Path[];
  /** `keeps`: the change deletes something that exists. Default: something is easier to lose afterwards. */
  kind?: "keeps";
}

interface SwitchRule extends ProtectionRule {
  /** Returns whether a value protects. A value that is not set is null. */
  protects: (value: Json) => boolean;
  text: string;
}

/** Returns the paths of attributes of an object. */
export const at = (...names: string[]): Path[] => names.map((name) => [name]);
const inBlock = (...names: string[]): Path => names.flatMap((name) => [name, 0]).slice(0, -1);

/** Returns whether a value means "on". A provider may write true as a text or as a word of its API. */
const isOn = (value: Json): boolean =>
  typeof value !== "object" && /^(?:true|enabled|active)$/i.test(String(value));
const isOff = (value: Json): boolean => !isOn(value);
const isText = (value: Json): boolean => typeof value === "string" && value !== "";
const is =
  (wanted: string | boolean) =>
  (value: Json): boolean =>
    value === wanted;

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html */
const isMostlyImmutable = (value: Json): boolean =>
  value === "IMMUTABLE" || value === "IMMUTABLE_WITH_EXCLUSION";
const isMutableButSome = is("MUTABLE_WITH_EXCLUSION");

const DELETABLE = "its deletion is no longer refused: leave it on unless you delete it next";
const NO_SNAPSHOT =
  "destroying it takes no final snapshot: make one yourself before you destroy it";
const NO_STANDBY = "nothing takes over when its zone fails";

const destroysToo = (contents: string): string =>
  `destroying it deletes ${contents} too, instead of being refused: leave it false unless you destroy it next`;

const ENFORCED = "pod-security.kubernetes.io/enforce";
const POD_SECURITY: Path[] = [
  ["metadata", 0, "labels", ENFORCED],
  ["manifest", "metadata", "labels", ENFORCED],
];

/** For each place, the first rule that fits the type and the change counts. */
export const SWITCH_RULES: readonly SwitchRule[] = [
  {
    places: at(
      ...["deletion_protection", "enable_deletion_protection", "deletion_protection_enabled"],
      ...["delete_protection", "termination_protection", "termination_protection_enabled"],
    ),
    protects: isOn,
    text: DELETABLE,
  },
  {
    types: /^aws_(?:instance|spot_instance_request)$/,
    places: at("disable_api_termination"),
    protects: isOn,
    text: "its termination is no longer refused: leave it on unless you terminate it next",
  },
  {
    types: /^aws_s3_(?:directory_)?bucket$/,
    places: at("force_destroy"),
    protects: isOff,
    text: destroysToo("the objects in it"),
  },
  {
    types: /^aws_route53_zone$/,
    places: at("force_destroy"),
    protects: isOff,
    text: destroysToo("the records in it"),
  },
  {
    types: /^aws_backup_vault$/,
    places: at("force_destroy"),
    protects: isOff,
    text: destroysToo("the backups in it"),
  },
  {
    types: /^aws_ecr(?:public)?_repository$/,
    places: at("force_delete", "force_destroy"),
    protects: isOff,
    text: destroysToo("the images in it"),
  },
  {
    types: /^aws_iam_user$/,
    places: at("force_destroy"),
    protects: isOff,
    text: destroysToo("its access keys and its login"),
  },
  {
    // In some of the other AWS types, `force_destroy` has another meaning.
    types:
      /^(?!aws_)|^aws_(?:athena_(?:database|workgroup)|service_discovery_service|transfer_server)$/,
    places: at("force_destroy"),
    protects: isOff,
    text: destroysToo("what is in it"),
  },
  {
    places: at("skip_final_snapshot", "skip_final_backup"),
    protects: isOff,
    text: NO_SNAPSHOT,
  },
  {
    types: /^aws_ebs_volume$/,
    places: at("final_snapshot"),
    protects: isOn,
    text: NO_SNAPSHOT,
  },
  {
    // The other types that have this attribute say by skip_final_snapshot whether a snapshot is taken.
    types: /^aws_(?:elasticache_(?:cluster|replication_group)|memorydb_cluster)$/,
    places: at("final_snapshot_identifier", "final_snapshot_name"),
    protects: isText,
    text: NO_SNAPSHOT,
  },
  {
    types: /^aws_(?:db_instance|rds_cluster)$/,
    places: at("delete_automated_backups"),
    protects: is(false),
    text: "destroying it deletes its automated backups too",
  },
  {
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html
    types: /^aws_(?:dynamodb_table(?:_replica)?|keyspaces_table)$/,
    places: [
      ["point_in_time_recovery"],
      inBlock("point_in_time_recovery", "enabled"),
      inBlock("point_in_time_recovery", "status"),
    ],
    kind: "keeps",
    protects: isOn,
    text: "it can no longer be restored to a point in time, not even to an earlier one: make a backup first",
  },
  {
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
    types: /^aws_s3_bucket(?:_versioning)?$/,
    places: [inBlock("versioning_configuration", "status"), inBlock("versioning", "enabled")],
    protects: isOn,
    text: "what is overwritten or deleted from then on cannot be recovered; earlier versions stay",
  },
  {
    types: /^aws_s3_bucket(?:_versioning)?$/,
    places: [
      inBlock("versioning_configuration", "mfa_delete"),
      inBlock("versioning", "mfa_delete"),
    ],
    protects: isOn,
    text: "versions can be deleted without a second factor",
  },
  {
    types: /^aws_/,
    places: at("storage_encrypted", "encrypted", "at_rest_encryption_enabled"),
    protects: isOn,
    text: "what is written to it is no longer encrypted",
  },
  {
    types: /^aws_ebs_encryption_by_default$/,
    places: at("enabled"),
    protects: isOn,
    text: "a new volume is no longer encrypted unless it asks for it",
  },
  {
    types: /^aws_/,
    places: at("transit_encryption_enabled"),
    protects: isOn,
    text: "connections to it are no longer encrypted",
  },
  {
    types: /^aws_(?:db_instance|redshift_cluster|elasticache_replication_group)$/,
    places: at("multi_az", "multi_az_enabled", "automatic_failover_enabled"),
    protects: isOn,
    text: NO_STANDBY,
  },
  {
    types: /^aws_ecr_repository$/,
    places: at("image_tag_mutability"),
    protects: (value) => isMostlyImmutable(value) || isMutableButSome(value),
    text: "a tag can be moved to another image",
  },
  {
    types: /^aws_ecr_repository$/,
    places: at("image_tag_mutability"),
    protects: isMostlyImmutable,
    text: "a tag can be moved to another image, unless its exclusion filters name it",
  },
  {
    types: /^aws_ecr_repository$/,
    places: at("image_tag_mutability"),
    protects: is("IMMUTABLE"),
    text: "a tag that its exclusion filters name can be moved to another image",
  },
  {
    types: /^aws_(?:instance|launch_template)$/,
    places: [inBlock("metadata_options", "http_tokens")],
    protects: is("required"),
    text: "the credentials of its role can be read without a token (IMDSv1)",
  },
  {
    types: /^aws_(?:cloudtrail|guardduty_detector)$/,
    places: at("enable_logging", "enable"),
    protects: isOn,
    text: "it no longer records what happens in the account",
  },
  {
    types: /^aws_eks_addon$/,
    places: at("preserve"),
    protects: isOn,
    text: "destroying it deletes what it has installed",
  },
  {
    types: /^aws_/,
    places: at("skip_destroy"),
    protects: isOn,
    text: "taking it out of the configuration deletes it, instead of leaving it",
  },
  {
    types: /^kubernetes_persistent_volume$/,
    places: [
      inBlock("spec", "persistent_volume_reclaim_policy"),
      ["manifest", "spec", "persistentVolumeReclaimPolicy"],
    ],
    // If it is not set, it is Retain: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#reclaim-policy
    protects: (value) => value === null || value === "Retain",
    text: "its data is deleted with its claim",
  },
  {
    // https://kubernetes.io/docs/concepts/security/pod-security-standards/
    types: /^kubernetes_namespace$/,
    places: POD_SECURITY,
    protects: (value) => value === "baseline" || value === "restricted",
    text: "pods in it may do everything, also on their nodes",
  },
  {
    types: /^kubernetes_namespace$/,
    places: POD_SECURITY,
    protects: is("restricted"),
    text: "pods in it may do more than the restricted Pod Security Standard allows",
  },
];
