import {
  GetBucketLifecycleConfigurationCommand,
  PutBucketLifecycleConfigurationCommand,
} from "@aws-sdk/client-s3";
import type {
  LifecycleRule,
  S3Client,
  TransitionDefaultMinimumObjectSize,
} from "@aws-sdk/client-s3";
import { keepText, replaceText } from "./raw.ts";
import { unlessMissing } from "./read.ts";
import type { OwnedBucket } from "./read.ts";
import type { Setting } from "./setting.ts";
import { documentOf, elementsOf } from "./xml.ts";

/** Old versions of the state are kept for this number of days, and this number of the newest versions for ever. */
const NONCURRENT_DAYS = 90;
const NONCURRENT_KEPT = 20;

const ID = "eks-pipeline-noncurrent-versions";
const RULE =
  `<Rule><ID>${ID}</ID><Filter><Prefix></Prefix></Filter><Status>Enabled</Status>` +
  `<NoncurrentVersionExpiration><NoncurrentDays>${NONCURRENT_DAYS}</NoncurrentDays><NewerNoncurrentVersions>${NONCURRENT_KEPT}</NewerNoncurrentVersions></NoncurrentVersionExpiration>` +
  "<AbortIncompleteMultipartUpload><DaysAfterInitiation>7</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule>";

/** The rules of a bucket, in the form of the SDK and in S3's own XML. */
interface Lifecycle {
  rules: readonly LifecycleRule[];
  xml: string | undefined;
  /** Which small objects the transitions of all rules do not move. */
  transitionSize: TransitionDefaultMinimumObjectSize | undefined;
}

/**
 * Returns the setting that old versions of the state must not expire too early. Rules that this action did not write
 * are never changed.
 */
export const oldVersions = (s3: S3Client, bucket: OwnedBucket, stateKey: string): Setting => ({
  name: "old versions",
  wanted: `expire after ${NONCURRENT_DAYS} days, the newest ${NONCURRENT_KEPT} kept`,
  read: async () => {
    const lifecycle = await readLifecycle(s3, bucket);
    const expiring = lifecycle.rules.filter(
      (rule) => rule.NoncurrentVersionExpiration !== undefined && matches(rule, stateKey),
    );
    const early = expiring.find((rule) => rule.ID !== ID && isEarly(rule));
    if (early !== undefined) return { found: describeOld(early), cause: notOurs(early, stateKey) };
    const [rule] = expiring;
    const isOutdated = expiring.some((one) => one.ID === ID && isEarly(one));
    return {
      found: rule === undefined ? "kept for ever" : describeOld(rule),
      repair: rule === undefined || isOutdated ? () => writeRule(s3, bucket, lifecycle) : undefined,
    };
  },
});

/** Returns the setting that no rule may delete the state itself, or move it to where it cannot be read. */
export const stateObjects = (s3: S3Client, bucket: OwnedBucket, stateKey: string): Setting => ({
  name: "state objects",
  wanted: "no rule deletes or archives them",
  read: async () => {
    const { rules } = await readLifecycle(s3, bucket);
    for (const rule of rules) {
      const harm = matches(rule, stateKey) ? harmOf(rule) : undefined;
      if (harm !== undefined)
        return { found: `rule "${rule.ID ?? ""}" ${harm}`, cause: notOurs(rule, stateKey) };
    }
    return { found: "no rule deletes or archives them" };
  },
});

const notOurs = ({ ID: name = "" }: LifecycleRule, stateKey: string): string =>
  `this action changes only its own rules: limit the filter of "${name}" so that it does not match ${stateKey}`;

/**
 * Returns whether an enabled rule is about this object. A state has no tags: each write makes a version without them.
 */
function matches(rule: LifecycleRule, key: string): boolean {
  const { Status, Filter } = rule;
  // Old rules still have this form from before filters.
  const { Prefix } = rule as { Prefix?: string };
  if (Status !== "Enabled") return false;
  const needsTag = Filter?.Tag !== undefined || (Filter?.And?.Tags ?? []).length > 0;
  return !needsTag && key.startsWith(Filter?.Prefix ?? Filter?.And?.Prefix ?? Prefix ?? "");
}

const isEarly = ({ NoncurrentVersionExpiration: expiration }: LifecycleRule): boolean =>
  (expiration?.NoncurrentDays ?? 0) < NONCURRENT_DAYS &&
  (expiration?.NewerNoncurrentVersions ?? 0) < NONCURRENT_KEPT;

function describeOld({ ID: name = "", NoncurrentVersionExpiration }: LifecycleRule): string {
  const { NoncurrentDays = 0, NewerNoncurrentVersions } = NoncurrentVersionExpiration ?? {};
  const kept =
    NewerNoncurrentVersions === undefined ? "" : `, the newest ${NewerNoncurrentVersions} kept`;
  return `rule "${name}" expires them after ${NoncurrentDays} days${kept}`;
}

/** Objects of these classes have to be restored for hours before they can be read. */
const UNREADABLE = ["GLACIER", "DEEP_ARCHIVE"];

function harmOf({ Expiration, Transitions = [] }: LifecycleRule): string | undefined {
  if (Expiration?.Days !== undefined) return `deletes them after ${Expiration.Days} days`;
  if (Expiration?.Date !== undefined) return `deletes them on ${Expiration.Date.toISOString()}`;
  const archive = Transitions.find(({ StorageClass = "" }) => UNREADABLE.includes(StorageClass));
  return archive && `moves them to ${archive.StorageClass ?? ""}, where they cannot be read`;
}

async function readLifecycle(s3: S3Client, bucket: OwnedBucket): Promise<Lifecycle> {
  const command = new GetBucketLifecycleConfigurationCommand(bucket);
  const textOf = keepText(command);
  const answer = await unlessMissing(s3.send(command));
  return {
    rules: answer?.Rules ?? [],
    xml: answer === undefined ? undefined : textOf(),
    transitionSize: answer?.TransitionDefaultMinimumObjectSize,
  };
}

/**
 * Writes this action's rule. It replaces the rule with its ID; if there is none, it comes after the other rules.
 * Everything else stays as S3 sent it.
 */
function writeRule(s3: S3Client, bucket: OwnedBucket, lifecycle: Lifecycle): Promise<unknown> {
  const command = new PutBucketLifecycleConfigurationCommand({
    ...bucket,
    TransitionDefaultMinimumObjectSize: lifecycle.transitionSize,
    LifecycleConfiguration: { Rules: [] },
  });
  replaceText(command, mergeRule(lifecycle.xml ?? ""));
  return s3.send(command);
}

const END = "</LifecycleConfiguration>";

function mergeRule(xml: string): string {
  const ours = elementsOf(xml, "Rule").find(
    (rule) => elementsOf(rule, "ID")[0] === `<ID>${ID}</ID>`,
  );
  if (ours !== undefined) return xml.replace(ours, () => RULE);
  return xml.includes(END)
    ? xml.replace(END, () => RULE + END)
    : documentOf("LifecycleConfiguration", RULE);
}
