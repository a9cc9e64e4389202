import type { Path } from "./protocol.ts";
import type { ProviderSchemas } from "./schema.ts";
import type { Fields } from "./values.ts";

/** What is wrong, in the words of the real provider. */
export class Failure extends Error {
  readonly detail: string;
  /** What exists now although the operation failed; the resource becomes tainted when it was being created. */
  readonly state: Fields | undefined;

  constructor(summary: string, more: { detail?: string; state?: Fields } = {}) {
    super(summary);
    this.detail = more.detail ?? "";
    this.state = more.state;
  }
}

/**
 * The refusal of a resource type or data source, such as `aws_sqs_queue` or `data.aws_ami`, that has a schema nowhere
 * here. In the rehearsal's own words: no real provider says so.
 */
export function notReplayed(type: string): Failure {
  return new Failure(
    `the rehearsal does not replay ${type}; with a provider mirror the real provider is used`,
  );
}

export interface Change {
  type: string;
  /** Null when the resource is created. */
  prior: Fields | null;
  /** May hold unknown values while planning, never while applying. */
  config: Fields;
}

export interface Planned {
  state: Fields;
  /** Attributes whose change means delete and create; empty for updates in place. */
  replace: Path[];
}

/** A provider without its transport: what Terraform asks for, in plain values. Functions throw {@link Failure}. */
export interface Provider {
  schemas: ProviderSchemas;
  configure(config: Fields): void | Promise<void>;
  plan(change: Change): Planned;
  /** Creates or updates; `planned` is what {@link Provider.plan} answered. Answers the state afterwards. */
  apply(change: Change & { planned: Fields }): Fields | Promise<Fields>;
  destroy(type: string, prior: Fields): void | Promise<void>;
  /** The state now, null when the resource does not exist any more. */
  read(type: string, state: Fields): Fields | null | Promise<Fields | null>;
  data(type: string, config: Fields): Fields | Promise<Fields>;
  /** Terraform was interrupted: what only waits, ends with an error. */
  stop?(): void;
}
