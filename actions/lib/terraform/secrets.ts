import { Numeral } from "./json.ts";
import type { Change, Marks, Plan } from "./plan-json.ts";
import type { StateModule, State } from "./state.ts";

/** All scalar leaves of a value, as text. */
function* leaves(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "number" || value instanceof Numeral) yield String(value);
  else if (Array.isArray(value)) for (const item of value) yield* leaves(item);
  else if (typeof value === "object" && value !== null)
    for (const item of Object.values(value)) yield* leaves(item);
}

/** The leaves of a value that its marks call sensitive. */
function* sensitiveLeaves(value: unknown, marks: Marks): Generator<string> {
  if (marks === true) yield* leaves(value);
  else if (typeof marks === "object" && marks !== null && typeof value === "object" && value)
    for (const [name, inner] of Object.entries(marks))
      if (Object.hasOwn(value, name))
        yield* sensitiveLeaves((value as Record<string, unknown>)[name], inner);
}

function* ofChange(change: Change): Generator<string> {
  yield* sensitiveLeaves(change.before, change.before_sensitive);
  yield* sensitiveLeaves(change.after, change.after_sensitive);
}

function* ofModule(module: StateModule | undefined): Generator<string> {
  for (const resource of module?.resources ?? [])
    yield* sensitiveLeaves(resource.values, resource.sensitive_values);
  for (const child of module?.child_modules ?? []) yield* ofModule(child);
}

/** Sensitive values of a state: of every resource, module by module, and of the outputs. */
export function* stateSecrets(state: State): Generator<string> {
  yield* ofModule(state.values?.root_module);
  for (const output of Object.values(state.values?.outputs ?? {}))
    if (output.sensitive === true) yield* leaves(output.value);
}

/**
 * Sensitive values of a plan. Its `variables` carry no marker of their own, so the configuration's
 * declarations are asked.
 */
export function* planSecrets(plan: Plan): Generator<string> {
  for (const { change } of plan.resource_changes ?? []) yield* ofChange(change);
  for (const { change } of plan.resource_drift ?? []) yield* ofChange(change);
  for (const change of Object.values(plan.output_changes ?? {})) yield* ofChange(change);
  for (const { resource_change: deferred } of plan.deferred_changes ?? [])
    yield* ofChange(deferred.change);
  // Data sources appear in the prior state only.
  yield* stateSecrets((plan.prior_state ?? {}) as State);
  const declared = plan.configuration?.root_module?.variables ?? {};
  for (const [name, { value }] of Object.entries(plan.variables ?? {}))
    if (declared[name]?.sensitive === true) yield* leaves(value);
}
