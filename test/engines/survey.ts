import { EngineProblem, reasonOf, type Engine, type Found, type Log } from "./engine.ts";

/** The result for one engine. */
export interface Finding {
  engine: string;
  purpose: string;
  /** The version on this machine, or the pinned version if the engine is missing. */
  version: string;
  status: "found" | "installed" | "skipped";
  /** Where the engine was found. If it is skipped: one line that says why, and what to install. */
  detail: string;
  seconds: number;
}

export interface SurveyOptions {
  /** Installs missing engines. If false, the survey only looks for engines. */
  install: boolean;
  /** Starts and stops every engine that serves. */
  tryOut: boolean;
  log(engine: string, line: string): void;
  done?(finding: Finding): void;
}

/**
 * Finds or installs one engine after the other. If something goes wrong with one engine, its finding says so and the
 * survey continues with the next one. Never throws.
 */
export async function survey(
  engines: readonly Engine[],
  options: SurveyOptions,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const engine of engines) {
    const finding = await examine(engine, options);
    options.done?.(finding);
    findings.push(finding);
  }
  return findings;
}

async function examine(engine: Engine, options: SurveyOptions): Promise<Finding> {
  const started = performance.now();
  const log: Log = (line) => options.log(engine.name, line);
  const { name, purpose } = engine;
  const finish = (rest: Pick<Finding, "version" | "status" | "detail">): Finding => ({
    engine: name,
    purpose,
    ...rest,
    seconds: Math.round((performance.now() - started) / 100) / 10,
  });
  try {
    const present = await engine.find();
    const found = present ?? (await install(engine, options, log));
    if (options.tryOut) await tryOut(engine, found, log);
    const status = present === undefined ? "installed" : "found";
    return finish({ version: found.version, status, detail: found.origin });
  } catch (error) {
    return finish({ version: engine.version, status: "skipped", detail: explain(engine, error) });
  }
}

function install(engine: Engine, options: SurveyOptions, log: Log): Promise<Found> {
  if (options.install) return engine.install(log);
  throw new EngineProblem("not here");
}

/** Returns the reason, and what to install unless the reason already says that. */
function explain(engine: Engine, error: unknown): string {
  const reason = reasonOf(error);
  return error instanceof EngineProblem && /: (install|run|make|set)\b/.test(reason)
    ? reason
    : `${reason}; needs ${engine.needs}`;
}

async function tryOut(engine: Engine, found: Found, log: Log): Promise<void> {
  if (engine.start === undefined) return;
  log("starting");
  const running = await engine.start(found, {});
  await running.stop();
  log("started and stopped");
}
