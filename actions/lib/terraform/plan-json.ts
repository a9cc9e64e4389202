import { isObject, parseJson } from "./json.ts";
import type { Json } from "./json.ts";
import { findMisshapen } from "./plan-shape.ts";

export type { Json } from "./json.ts";

/** Sensitive or unknown places of a value: true for the complete value, otherwise the same nesting as the value. */
export type Marks = boolean | Marks[] | { [name: string]: Marks } | null | undefined;

/** The value before and after, in a plan: of a resource, an output, or a drifted object. */
export interface Change {
  /** no-op, create, read, update, delete, forget, open; a replacement has two. A newer tool may use others. */
  actions: string[];
  before?: Json;
  after?: Json;
  after_unknown?: Marks;
  before_sensitive?: Marks;
  after_sensitive?: Marks;
  /** Paths of attributes that force the replacement. */
  replace_paths?: (string | number)[][];
  importing?: { id?: string; unknown?: boolean; identity?: Json } | null;
  generated_config?: string;
}

export interface ResourceChange {
  address: string;
  previous_address?: string;
  mode: "managed" | "data" | "ephemeral";
  type: string;
  name: string;
  index?: string | number;
  /** Id of an object that an interrupted create_before_destroy left over. */
  deposed?: string;
  action_reason?: string;
  change: Change;
}

export interface Check {
  address: { to_display: string; kind?: string };
  status: string;
  /** A tool written in Go may write an empty list as null. */
  instances?:
    | {
        address?: { to_display?: string } | null;
        status: string;
        problems?: { message: string }[] | null;
      }[]
    | null;
}

/** An action that the apply runs, for Terraform 1.14 and later. */
export interface ActionInvocation {
  address: string;
  type?: string;
  config_values?: Json;
  config_sensitive?: Marks;
  config_unknown?: Marks;
  /** The change before or after which the action runs. */
  lifecycle_action_trigger?: {
    triggering_resource_address?: string;
    /** BeforeCreate, AfterUpdate and so on. */
    action_trigger_event?: string;
  };
  /** Present if `-invoke` asks for the action. */
  invoke_action_trigger?: object;
}

/**
 * What the configuration says about an attribute or a block: a value, the names that it refers to, or the same for each
 * member of a block. https://developer.hashicorp.com/terraform/internals/json-format#expression-representation
 */
export type Expression = Json | undefined;

/** A module of the configuration. The JSON does not contain the value of a local, only that it is used. */
export interface ConfigurationModule {
  variables?: Record<string, { sensitive?: boolean }>;
  outputs?: Record<string, { expression?: Expression }>;
  resources?: {
    address: string;
    expressions?: Record<string, Expression>;
    for_each_expression?: Expression;
  }[];
  module_calls?: Record<
    string,
    {
      expressions?: Record<string, Expression>;
      for_each_expression?: Expression;
      module?: ConfigurationModule;
    }
  >;
}

/** What `show -json` prints for a saved plan. Parts may be missing: OpenTofu leaves some out. */
export interface Plan {
  format_version: string;
  terraform_version?: string;
  resource_changes?: ResourceChange[];
  resource_drift?: ResourceChange[];
  output_changes?: Record<string, Change>;
  checks?: Check[];
  deferred_changes?: { reason: string; resource_change: ResourceChange }[];
  action_invocations?: ActionInvocation[];
  deferred_action_invocations?: { reason?: string; action_invocation: ActionInvocation }[];
  variables?: Record<string, { value?: Json }>;
  configuration?: { root_module?: ConfigurationModule };
  prior_state?: { values?: unknown };
  planned_values?: unknown;
  /** When the plan was made, in whole seconds: 2026-11-28T19:00:00Z. */
  timestamp?: string;
  applyable?: boolean;
  complete?: boolean;
  errored?: boolean;
}

/** The text is not a plan that this version can read. */
export class PlanFormatError extends Error {
  /** What to do, if that is known. */
  readonly fix: string | undefined;

  constructor(message: string, fix?: string) {
    super(message);
    this.fix = fix;
  }
}

/**
 * Reads the JSON of a plan. Unknown members stay. If the minor version of the format is unknown, everything that is
 * known in it is read.
 * Format: https://developer.hashicorp.com/terraform/internals/json-format
 * @throws JsonError for broken JSON, PlanFormatError for JSON that is not a plan or has another major version of the
 *   format
 */
export function parsePlan(text: string): Plan {
  const value = parseJson(text);
  const version = isObject(value) ? value["format_version"] : undefined;
  if (typeof version !== "string")
    throw new PlanFormatError("the JSON has no format_version, so it is not a plan");
  const major = /^(\d+)\./.exec(version)?.[1];
  if (major !== "0" && major !== "1")
    throw new PlanFormatError(
      `the plan has format_version ${version}; this version of the action reads 0.x and 1.x`,
      "use a newer version of this action, or an older one of the tool: the input version of setup-terraform-backend",
    );
  refuseState(value as object);
  // A tool written in Go writes an empty list as null.
  const plan = Object.fromEntries(
    Object.entries(value as object).filter(([, part]) => part !== null),
  );
  const problem = findMisshapen(plan);
  if (problem !== undefined) throw new PlanFormatError(`the JSON is not a plan: ${problem}`);
  return plan as unknown as Plan;
}

/**
 * Refuses the JSON of a state. `show -json` without the saved plan prints the state, which has no changes: it must not
 * count as a plan without changes.
 * @throws PlanFormatError
 */
function refuseState(value: object): void {
  const isEmpty = Object.keys(value).length === 1;
  if (!isEmpty && (!("values" in value) || "planned_values" in value)) return;
  throw new PlanFormatError(
    `the JSON is ${isEmpty ? "an empty state" : "a state"}, not the plan that was requested`,
    "check that tool-path is Terraform or OpenTofu itself, or a wrapper that hands on every argument: the path of the plan was lost",
  );
}

export type Kind =
  | "destroy"
  | "replace"
  | "change"
  | "create"
  | "move"
  | "import"
  | "forget"
  | "read"
  | "none"
  | "unknown";

/**
 * Returns the one word under which a change is counted: what the change does to the object decides; if it does nothing,
 * an import or a move counts.
 */
export function kindOf(change: ResourceChange): Kind {
  const { actions, importing } = change.change;
  switch (actions.join()) {
    case "delete":
      return "destroy";
    case "delete,create":
    case "create,delete":
    case "create,forget":
    case "forget,create":
      return "replace";
    case "update":
      return "change";
    case "create":
      return "create";
    case "forget":
      return "forget";
    case "read":
      return "read";
    case "open":
    case "no-op":
      if (importing !== undefined && importing !== null) return "import";
      return movedFrom(change) === undefined ? "none" : "move";
    default:
      return "unknown";
  }
}

/** Returns the address before a move; undefined if the object did not move. */
export const movedFrom = (change: ResourceChange): string | undefined =>
  change.previous_address === change.address ? undefined : change.previous_address;
