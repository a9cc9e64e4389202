import type { LossRule } from "./loss-rules.ts";

/** What is easier to lose without an object that is destroyed or replaced, and that itself holds nothing. */
export const GUARD_RULES: readonly LossRule[] = [
  {
    types: /^aws_s3_bucket_versioning$/,
    kind: "guard",
    isPart: true,
    text: "what is overwritten or deleted in its bucket from then on cannot be had back",
  },
  {
    types: /^aws_backup_(?:plan|selection)$|^aws_(?:dlm_lifecycle|efs_backup)_policy$/,
    kind: "guard",
    isPart: true,
    text: "it no longer makes backups",
    replaced: "it makes no backups meanwhile",
  },
  {
    types: /^aws_backup_vault_lock_configuration$/,
    kind: "guard",
    isPart: true,
    text: "the backups in its vault can be deleted",
  },
  {
    types:
      /^aws_(?:s3_bucket_replication_configuration|db_instance_automated_backups_replication)$/,
    kind: "guard",
    isPart: true,
    text: "nothing is copied elsewhere any more",
    replaced: "nothing is copied elsewhere meanwhile",
  },
  {
    types: /^aws_(?:cloudtrail|guardduty_detector)$/,
    kind: "guard",
    isPart: true,
    text: "it no longer records what happens in the account",
    replaced: "it records nothing meanwhile",
  },
];
