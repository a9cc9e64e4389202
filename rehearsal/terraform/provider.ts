import type { Path } from "./protocol.ts";
import type { ProviderSchemas } from "./schema.ts";
import type { Fields } from "./values.ts";

/** An error with the message of the real provider. */
export class Failure extends Error {
  readonly detail: string;
  /** The state that exists although the operation failed. If the resource was being created, it becomes tainted. */
  readonly state: Fields | undefined;

  constructor(summary: string, more: { detail?: string; state?: Fields } = {}) {
    super(summary);
    this.detail = more.detail ?? "";
    this.state = more.state;
  }
}

/**
 * Refuses a resource type or data source, such as `aws_sqs_queue` or `data.aws_ami`, that has no schema here. The
 * message is the rehearsal's own; no real provider has it.
 */
export function notReplayed(type: string): Failure {
  return new Failure(
    `the rehearsal does not replay ${type}; with a provider mirror the real provider is used`,
  );
}

export interface Change {
  type: string;
  /** Null if the resource is created. */
  prior: Fields | null;
  /** May contain unknown values during a plan, never during an apply. */
  config: Fields;
}

export interface Planned {
  state: Fields;
  /** Attributes whose change requires delete and create; empty for updates in place. */
  replace: Path[];
}

/** A provider without its transport: Terraform's requests with plain values. Functions throw {@link Failure}. */
export interface Provider {
  schemas: ProviderSchemas;
  configure(config: Fields): void | Promise<void>;
  plan(change: Change): Planned;
  /** Creates or updates a resource. `planned` is the result of {@link Provider.plan}. Returns the new state. */
  apply(change: Change & { planned: Fields }): Fields | Promise<Fields>;
  destroy(type: string, prior: Fields): void | Promise<void>;
  /** Returns the current state; null if the resource does not exist any more. */
  read(type: string, state: Fields): Fields | null | Promise<Fields | null>;
  data(type: string, config: Fields): Fields | Promise<Fields>;
  /** Called when Terraform is interrupted: operations that only wait must end with an error. */
  stop?(): void;
}
