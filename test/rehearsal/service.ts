import { isDeepStrictEqual } from "node:util";

/** One observation of a service, made through a client: what it answered, freed of ids, times and addresses. */
export interface Case<Client> {
  name: string;
  run(client: Client): Promise<unknown>;
}

/** A started service and the way to talk to it. */
export interface Side<Client> {
  client: Client;
  stop(): Promise<void>;
}

export interface Comparison<Client> {
  name: string;
  /** Names of the engines (test/engines) that the independent side needs. */
  engines: readonly string[];
  cases: readonly Case<Client>[];
  /** Starts the embedded service. */
  ours: () => Promise<Side<Client>>;
  /** Starts the independent one. */
  theirs: () => Promise<Side<Client>>;
  /** Why the answers may differ, by case: who is right, and the source that says so. */
  differences: Readonly<Record<string, string>>;
}

export interface Result {
  name: string;
  equal: boolean;
  ours: unknown;
  theirs: unknown;
  /** Set when the difference is explained. */
  reason?: string;
}

/** A service with its cases, whatever its client is. */
export interface Service {
  name: string;
  engines: readonly string[];
  cases: readonly { name: string }[];
  compare(): Promise<Result[]>;
}

/** Both sides get every case, in order: later cases may build on what earlier ones made. */
export const service = <Client>(comparison: Comparison<Client>): Service => ({
  name: comparison.name,
  engines: comparison.engines,
  cases: comparison.cases,
  compare: () => compare(comparison),
});

async function compare<Client>(comparison: Comparison<Client>): Promise<Result[]> {
  const unknown = Object.keys(comparison.differences).filter(
    (name) => !comparison.cases.some((one) => one.name === name),
  );
  if (unknown.length > 0)
    throw new Error(`${comparison.name}: differences of no case: ${unknown.join(", ")}`);
  const ours = await observeAll(comparison.cases, comparison.ours);
  const theirs = await observeAll(comparison.cases, comparison.theirs);
  return comparison.cases.map(({ name }, index) => {
    const reason = comparison.differences[name];
    const equal = isDeepStrictEqual(ours[index], theirs[index]);
    return {
      name,
      equal,
      ours: ours[index],
      theirs: theirs[index],
      ...(reason === undefined ? {} : { reason }),
    };
  });
}

async function observeAll<Client>(
  cases: readonly Case<Client>[],
  start: () => Promise<Side<Client>>,
): Promise<unknown[]> {
  const side = await start();
  try {
    const observations: unknown[] = [];
    for (const one of cases) observations.push(await observe(one, side.client));
    return observations;
  } finally {
    await side.stop();
  }
}

/** A case that throws is an observation too: it differs unless both sides throw alike. */
async function observe<Client>(one: Case<Client>, client: Client): Promise<unknown> {
  try {
    return await one.run(client);
  } catch (error) {
    return { threw: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

/** Unexplained differences, and explanations of what no longer differs: neither may stay. */
export const findings = (results: readonly Result[]): string[] =>
  results
    .filter(({ equal, reason }) => equal === (reason !== undefined))
    .map(({ name, equal }) =>
      equal
        ? `"${name}" no longer differs: remove its reason`
        : `"${name}" differs, and no reason is given`,
    );
