import type { Path } from "../../../lib/terraform/attribute-path.ts";
import { valueAt } from "../../../lib/terraform/values.ts";
import type { JsonObject } from "../../../lib/terraform/values.ts";
import type { LossRule } from "./loss-rules.ts";

/** Places where an object says that it is switched off. */
const SWITCHES: readonly Path[] = [
  ["versioning_configuration", 0, "status"],
  ["backup_policy", 0, "status"],
  ["state"],
  ["enable_logging"],
  ["enable"],
];

const isInUse = (object: JsonObject): boolean =>
  !SWITCHES.some((place) => {
    const value = valueAt(object, place);
    return typeof value === "string"
      ? /^(?:false|suspended|disabl(?:ed|ing))$/i.test(value)
      : value === false;
  });

/** What is easier to lose if an object that holds no data itself is destroyed or replaced. */
export const GUARD_RULES: readonly LossRule[] = [
  {
    types: /^aws_s3_bucket_versioning$/,
    when: isInUse,
    kind: "guard",
    isPart: true,
    text: "what is overwritten or deleted in its bucket from then on cannot be recovered",
    replaced: "what is overwritten or deleted in its bucket meanwhile cannot be recovered",
  },
  {
    types: /^aws_backup_(?:plan|selection)$|^aws_(?:dlm_lifecycle|efs_backup)_policy$/,
    when: isInUse,
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
    replaced: "the backups in its vault can be deleted meanwhile",
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
    when: isInUse,
    kind: "guard",
    isPart: true,
    text: "it no longer records what happens in the account",
    replaced: "it records nothing meanwhile",
  },
];
