import { toJson, type Json } from "./json.ts";

/**
 * One test case of a service. Its observation, made through a client, is the service's answer without ids, times and
 * addresses.
 */
export interface Case<Client> {
  name: string;
  /** A variant of what other cases try. Only `.ci/run` runs it, not `npm test`. No later case depends on it. */
  isRare?: boolean;
  run(client: Client): Promise<unknown>;
}

/** A started service, and a client for it. */
export interface Side<Client> {
  client: Client;
  stop(): Promise<void>;
}

/** By case, why the answers may differ: who is right, and the source. */
type Differences = Readonly<Record<string, string>>;

export interface Comparison<Client> {
  name: string;
  /** Names of the engines (`test/engines`) that the independent side needs. */
  engines: readonly string[];
  cases: readonly Case<Client>[];
  /** Starts the embedded service. */
  ours: () => Promise<Side<Client>>;
  /** Starts the independent service. */
  theirs: () => Promise<Side<Client>>;
  differences: Differences;
}

/** Answers of a service, by the name of the case. */
export type Observations = ReadonlyMap<string, Json>;

/** A service with its cases, for any type of client. */
export interface Service {
  name: string;
  engines: readonly string[];
  cases: readonly string[];
  rareCases: readonly string[];
  differences: Differences;
  /** Runs the cases on the embedded service. @param leftOut names of cases to leave out */
  observeOurs(leftOut?: readonly string[]): Promise<Observations>;
  observeTheirs(): Promise<Observations>;
}

/**
 * Makes a service. Both sides run every case in order, because later cases may depend on what earlier cases made.
 *
 * @throws Error if two cases have the same name, or if a difference belongs to no case
 */
export function service<Client>(comparison: Comparison<Client>): Service {
  const { name, engines, cases, differences } = comparison;
  const names = cases.map((one) => one.name);
  const twice = names.filter((one, index) => names.indexOf(one) !== index);
  if (twice.length > 0) throw new Error(`${name}: two cases are called ${twice.join(", ")}`);
  const unknown = Object.keys(differences).filter((one) => !names.includes(one));
  if (unknown.length > 0) throw new Error(`${name}: differences of no case: ${unknown.join(", ")}`);
  return {
    name,
    engines,
    differences,
    cases: names,
    rareCases: cases.filter((one) => one.isRare === true).map((one) => one.name),
    observeOurs: (leftOut = []) =>
      observeAll(
        cases.filter((one) => !leftOut.includes(one.name)),
        comparison.ours,
      ),
    observeTheirs: () => observeAll(cases, comparison.theirs),
  };
}

async function observeAll<Client>(
  cases: readonly Case<Client>[],
  start: () => Promise<Side<Client>>,
): Promise<Observations> {
  const side = await start();
  try {
    const observations = new Map<string, Json>();
    for (const one of cases) observations.set(one.name, await observe(one, side.client));
    return observations;
  } finally {
    await side.stop();
  }
}

/** Runs a case. If it throws, that is also an observation: both sides have to throw the same. */
async function observe<Client>(one: Case<Client>, client: Client): Promise<Json> {
  let observed: unknown;
  try {
    observed = await one.run(client);
  } catch (error) {
    return { threw: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
  return toJson(observed);
}
