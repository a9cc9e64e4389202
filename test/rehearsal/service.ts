import { toJson, type Json } from "./json.ts";

/** One observation of a service, made through a client: what it answered, freed of ids, times and addresses. */
export interface Case<Client> {
  name: string;
  /** A further way through what other cases try: `npm test` leaves it to `.ci/run`. No later case builds on it. */
  isRare?: boolean;
  run(client: Client): Promise<unknown>;
}

/** A started service and the way to talk to it. */
export interface Side<Client> {
  client: Client;
  stop(): Promise<void>;
}

/** Why the answers may differ, by case: who is right, and the source that says so. */
type Differences = Readonly<Record<string, string>>;

export interface Comparison<Client> {
  name: string;
  /** Names of the engines (test/engines) that the independent side needs. */
  engines: readonly string[];
  cases: readonly Case<Client>[];
  /** Starts the embedded service. */
  ours: () => Promise<Side<Client>>;
  /** Starts the independent one. */
  theirs: () => Promise<Side<Client>>;
  differences: Differences;
}

/** What a service answered, by the name of the case. */
export type Observations = ReadonlyMap<string, Json>;

/** A service with its cases, whatever its client is. */
export interface Service {
  name: string;
  engines: readonly string[];
  cases: readonly string[];
  rareCases: readonly string[];
  differences: Differences;
  /** @param leftOut cases that are not tried */
  observeOurs(leftOut?: readonly string[]): Promise<Observations>;
  observeTheirs(): Promise<Observations>;
}

/**
 * Both sides get every case, in order: later cases may build on what earlier ones made.
 *
 * @throws Error when two cases have one name, or a difference is that of no case
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

/** A case that throws is an observation too: it differs unless both sides throw alike. */
async function observe<Client>(one: Case<Client>, client: Client): Promise<Json> {
  let observed: unknown;
  try {
    observed = await one.run(client);
  } catch (error) {
    return { threw: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
  return toJson(observed);
}
