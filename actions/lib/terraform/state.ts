import { parseJson } from "./json.ts";
import type { Json } from "./json.ts";
import type { Marks } from "./plan-json.ts";

export interface StateResource {
  address: string;
  mode: "managed" | "data";
  type: string;
  name: string;
  index?: string | number;
  values: Record<string, Json>;
  sensitive_values?: Marks;
  tainted?: boolean;
}

export interface StateModule {
  address?: string;
  resources?: StateResource[];
  child_modules?: StateModule[];
}

export interface OutputValue {
  value: unknown;
  sensitive: boolean;
  type: unknown;
}

/** What `show -json` prints for a state. An empty state has no `values`. */
export interface State {
  format_version?: string;
  terraform_version?: string;
  values?: { root_module?: StateModule; outputs?: Record<string, Partial<OutputValue>> };
}

/** Returns every object of a state, of all modules, in the state's order. */
export const resourcesOf = (state: State): StateResource[] => inModule(state.values?.root_module);

const inModule = (module: StateModule | undefined): StateResource[] => [
  ...(module?.resources ?? []),
  ...(module?.child_modules ?? []).flatMap(inModule),
];

/**
 * Parses the JSON of a state.
 * @throws JsonError
 */
export const parseState = (text: string): State => parseJson(text) as unknown as State;

/**
 * Parses the output of `output -json`.
 * @throws JsonError
 */
export function parseOutputs(text: string): Record<string, OutputValue> {
  const outputs = parseJson(text) as Record<string, Partial<OutputValue>>;
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { value, sensitive, type }]) => [
      name,
      { value, sensitive: sensitive === true, type },
    ]),
  );
}
