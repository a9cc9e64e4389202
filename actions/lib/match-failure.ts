import type { FailureReason } from "./runtime/errors.ts";

/** The program, service or step that reported a failure. */
export type Origin =
  | "terraform init"
  | "terraform plan"
  | "terraform apply"
  /** Terraform's state backend. */
  | "backend"
  /** A Terraform provider; `provider` says which. */
  | "provider"
  | "buildkit"
  /** The program of a RUN instruction. */
  | "build command"
  /** A container registry that an image is pushed to or pulled from. */
  | "registry"
  | "docker"
  | "ecr"
  | "eks"
  | "s3"
  | "sts"
  | "secretsmanager"
  | "github"
  /** A Kubernetes API server, even if another program quotes its words. */
  | "kubernetes";

/**
 * A failure that the code that knows its source has split into parts, before any rule sees it. So a rule can ask who
 * said something: the same words from another service mean another failure.
 */
export interface ObservedFailure {
  origin: Origin;
  /** What happened, in the words of the origin. One line. */
  summary: string;
  /** Everything else that the origin said about it. */
  detail?: string | undefined;
  /** The operation that failed, such as `push`, `pull` or `HeadBucket`. */
  operation?: string | undefined;
  /** Address of the Terraform resource or provider that the failure is about. */
  address?: string | undefined;
  /** Type of the Terraform provider, such as `aws`. */
  provider?: string | undefined;
  /** Error code of an API, such as AccessDenied. */
  code?: string | undefined;
  /** HTTP status. */
  status?: number | undefined;
  /** Host of the server that answered, or did not answer. */
  host?: string | undefined;
}

/**
 * Patterns for the fields of a failure. All of them must match. A pattern for a field that the failure does not have
 * does not match.
 */
export type Conditions<F extends ObservedFailure = ObservedFailure> = {
  readonly [Field in Exclude<keyof F, "origin">]?: RegExp;
};

/** Named groups of the patterns that matched. */
export type Groups = Readonly<Record<string, string | undefined>>;

/** What to do about a known failure, as data. */
export interface AdviceRule<F extends ObservedFailure = ObservedFailure> {
  origin: Origin | readonly Origin[];
  /** If there are several, one of them must match. */
  when: Conditions<F> | readonly Conditions<F>[];
  /** What the reader can do about it. */
  fix: string | ((failure: F, groups: Groups) => string);
  /** What happened, if the words of the origin do not say it well. One line. */
  message?: (failure: F, groups: Groups) => string;
}

/** A known failure that ends the action. */
export interface FailureRule<F extends ObservedFailure = ObservedFailure> extends AdviceRule<F> {
  /** Value of the output `failure-reason`. */
  reason: FailureReason;
}

/** Rules about one origin. */
export const rulesOf = <F extends ObservedFailure = ObservedFailure>(
  origin: FailureRule<F>["origin"],
  rules: readonly Omit<FailureRule<F>, "origin">[],
): readonly FailureRule<F>[] => rules.map((rule) => ({ ...rule, origin }));

/**
 * Returns the conditions for words that may be in the summary or in the detail.
 * @param more conditions that must hold in both cases
 */
export const inAnyText = (pattern: RegExp, more: Conditions = {}): readonly Conditions[] => [
  { ...more, summary: pattern },
  { ...more, detail: pattern },
];

export interface Advice {
  fix: string;
  message?: string;
}

export interface MatchedFailure extends Advice {
  reason: FailureReason;
}

/** Returns the first rule for the failure's origin whose conditions match; undefined if there is none. */
export function matchFailure<F extends ObservedFailure>(
  rules: readonly FailureRule<F>[],
  failure: F,
): MatchedFailure | undefined {
  const found = findRule(rules, failure);
  return found && { reason: found.rule.reason, ...adviceOf(found, failure) };
}

/** Returns the same for a failure that does not end the action. */
export function matchAdvice<F extends ObservedFailure>(
  rules: readonly AdviceRule<F>[],
  failure: F,
): Advice | undefined {
  const found = findRule(rules, failure);
  return found && adviceOf(found, failure);
}

function findRule<F extends ObservedFailure, Rule extends AdviceRule<F>>(
  rules: readonly Rule[],
  failure: F,
): { rule: Rule; groups: Groups } | undefined {
  for (const rule of rules) {
    if (![rule.origin].flat().includes(failure.origin)) continue;
    const { when } = rule;
    const alternatives: readonly Conditions<F>[] = Array.isArray(when) ? when : [when];
    const groups = alternatives.map((conditions) => groupsOf(conditions, failure)).find(Boolean);
    if (groups !== undefined) return { rule, groups };
  }
  return undefined;
}

const adviceOf = <F extends ObservedFailure>(
  { rule: { fix, message }, groups }: { rule: AdviceRule<F>; groups: Groups },
  failure: F,
): Advice => ({
  fix: typeof fix === "string" ? fix : fix(failure, groups),
  ...(message === undefined ? {} : { message: message(failure, groups) }),
});

/** Returns the named groups if every condition matches, otherwise undefined. */
function groupsOf<F extends ObservedFailure>(
  conditions: Conditions<F>,
  failure: F,
): Groups | undefined {
  const groups: Record<string, string | undefined> = {};
  for (const [field, pattern] of Object.entries(conditions) as [keyof F, RegExp][]) {
    const value = failure[field];
    const found =
      typeof value === "string" || typeof value === "number" ? pattern.exec(String(value)) : null;
    if (found === null) return undefined;
    Object.assign(groups, found.groups);
  }
  return groups;
}
