import { partsOf } from "../redact/redactor.ts";
import { Numeral } from "./json.ts";
import type { Json } from "./json.ts";
import type { ActionInvocation, Change, Marks, Plan } from "./plan-json.ts";
import type { StateModule, State } from "./state.ts";

/** Yields all scalar leaves of a value, as text. */
export function* leaves(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "number" || value instanceof Numeral) yield String(value);
  else if (Array.isArray(value)) for (const item of value) yield* leaves(item);
  else if (typeof value === "object" && value !== null)
    for (const item of Object.values(value)) yield* leaves(item);
}

/**
 * Adds the leaves of a value that its marks call sensitive. This is not a generator: a large plan has a mark for every
 * value.
 */
function addSensitive(found: Set<string>, value: unknown, marks: Marks): void {
  if (marks === true) for (const leaf of leaves(value)) found.add(leaf);
  if (typeof marks !== "object" || marks === null || typeof value !== "object" || !value) return;
  const members = value as Record<string | number, unknown>;
  const add = (inner: Marks, name: string | number) => {
    if (inner !== false && Object.hasOwn(members, name)) addSensitive(found, members[name], inner);
  };
  if (Array.isArray(marks)) marks.forEach(add);
  else for (const name in marks) add(marks[name], name);
}

function sensitiveLeaves(value: unknown, marks: Marks): Set<string> {
  const found = new Set<string>();
  addSensitive(found, value, marks);
  return found;
}

/**
 * Returns the sensitive values of a change. Sensitivity belongs to the place: a place that is sensitive before or after
 * the change is sensitive on both sides.
 */
function ofChange(change: Change): Set<string> {
  const found = new Set<string>();
  for (const marks of [change.before_sensitive, change.after_sensitive]) {
    addSensitive(found, change.before, marks);
    addSensitive(found, change.after, marks);
  }
  return found;
}

function* ofModule(module: StateModule | undefined): Generator<string> {
  for (const resource of module?.resources ?? [])
    yield* sensitiveLeaves(resource.values, resource.sensitive_values);
  for (const child of module?.child_modules ?? []) yield* ofModule(child);
}

/** Yields the sensitive values of a state: of every resource, module by module, and of the outputs. */
export function* stateSecrets(state: State): Generator<string> {
  yield* ofModule(state.values?.root_module);
  for (const output of Object.values(state.values?.outputs ?? {}))
    if (output.sensitive === true) yield* leaves(output.value);
}

/** Yields the sensitive values of a plan. Its `variables` have no marks, so the configuration's declarations decide. */
export function* planSecrets(plan: Plan): Generator<string> {
  for (const { change } of plan.resource_changes ?? []) yield* ofChange(change);
  for (const { change } of plan.resource_drift ?? []) yield* ofChange(change);
  for (const change of Object.values(plan.output_changes ?? {})) yield* ofChange(change);
  for (const { resource_change: deferred } of plan.deferred_changes ?? [])
    yield* ofChange(deferred.change);
  for (const action of invocationsOf(plan))
    yield* sensitiveLeaves(action.config_values, action.config_sensitive);
  // Only the prior state contains data sources.
  yield* stateSecrets((plan.prior_state ?? {}) as State);
  const declared = plan.configuration?.root_module?.variables ?? {};
  for (const [name, { value }] of Object.entries(plan.variables ?? {}))
    if (declared[name]?.sensitive === true) yield* leaves(value);
}

const invocationsOf = (plan: Plan): ActionInvocation[] => [
  ...(plan.action_invocations ?? []),
  ...(plan.deferred_action_invocations ?? []).map((one) => one.action_invocation),
];

/**
 * Returns the names that a plan's report consists of: names in addresses, of outputs, and of attributes, including
 * those in the blocks of a list. The keys of a map are values.
 */
export function planNames(plan: Plan): Set<string> {
  const names = new Set(Object.keys(plan.output_changes ?? {}));
  for (const changes of [plan.resource_changes ?? [], plan.resource_drift ?? []])
    for (const { address, change } of changes) {
      for (const part of partsOf(address)) names.add(part);
      addAttributes(names, change.before);
      addAttributes(names, change.after);
    }
  return names;
}

function addAttributes(names: Set<string>, object: Json | undefined): void {
  if (typeof object !== "object" || object === null || object instanceof Numeral) return;
  if (Array.isArray(object)) for (const item of object) addAttributes(names, item);
  else
    for (const name in object) {
      names.add(name);
      const value = object[name];
      if (Array.isArray(value)) addAttributes(names, value);
    }
}
