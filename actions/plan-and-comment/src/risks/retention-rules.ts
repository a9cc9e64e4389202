import { at } from "./protection-rules.ts";
import type { ProtectionRule } from "./protection-rules.ts";

/** A number, for example of days. A lower number is worse. */
interface AmountRule extends ProtectionRule {
  /** The number that counts if the attribute is not set; undefined = not known. */
  unset?: number;
  /** The number that means "without end". */
  forever?: number;
  /** @param amount number after the change */
  text: (amount: number) => string;
}

/** For each place, the first rule that fits the type and the change counts. */
export const AMOUNT_RULES: readonly AmountRule[] = [
  {
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.Disabling.html
    types: /^aws_(?:db_instance|(?:rds|docdb|neptune)_cluster)$/,
    places: at("backup_retention_period"),
    kind: "keeps",
    text: (days) => deletedBackups("automated backups", days),
  },
  {
    // https://docs.aws.amazon.com/redshift/latest/APIReference/API_ModifyCluster.html
    types: /^aws_redshift_cluster$/,
    places: at("automated_snapshot_retention_period"),
    kind: "keeps",
    unset: 1,
    text: (days) => deletedBackups("automated snapshots", days),
  },
  {
    // If the configuration leaves these attributes out, the provider does not take their values from the service.
    types: /^aws_elasticache_(?:cluster|replication_group)$/,
    places: at("snapshot_retention_limit"),
    unset: 0,
    text: (days) => keptBackups("automatic snapshots", days),
  },
  {
    types: /^aws_(?:elasticache_serverless_cache|memorydb_cluster)$/,
    places: at("snapshot_retention_limit"),
    text: (days) => keptBackups("automatic snapshots", days),
  },
  {
    types: /^aws_fsx_/,
    places: at("automatic_backup_retention_days"),
    text: (days) => keptBackups("automatic backups", days),
  },
  {
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
    types: /^aws_cloudwatch_log_group$/,
    places: at("retention_in_days"),
    kind: "keeps",
    unset: 0,
    forever: 0,
    text: (days) =>
      `logs older than ${inDays(days)} are deleted: first export what you need to keep`,
  },
  {
    types: /^aws_kinesis_stream$/,
    places: at("retention_period"),
    kind: "keeps",
    unset: 24,
    text: (hours) => `records older than ${hours} hours are deleted`,
  },
  {
    types: /^aws_kms_(?:replica_)?(?:external_)?key$/,
    places: at("deletion_window_in_days"),
    unset: 30,
    text: (days) => `a deletion of the key can be cancelled for ${inDays(days)} only`,
  },
  {
    types: /^aws_secretsmanager_secret$/,
    places: at("recovery_window_in_days"),
    unset: 30,
    text: (days) =>
      days === 0
        ? "destroying it deletes its value at once, without a way back"
        : `a deletion can be undone for ${inDays(days)} only`,
  },
];

const inDays = (days: number): string => (days === 1 ? "1 day" : `${days} days`);

const deletedBackups = (backups: string, days: number): string =>
  days === 0
    ? `${backups} end, and those that exist are deleted: make a snapshot first`
    : `${backups} older than ${inDays(days)} are deleted: make a snapshot of what you need to keep`;

const keptBackups = (backups: string, days: number): string =>
  days === 0 ? `no ${backups} are made any more` : `${backups} are kept for ${inDays(days)} only`;
