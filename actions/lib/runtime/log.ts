import { randomUUID } from "node:crypto";
import * as core from "@actions/core";
import { formatSeconds } from "../text/duration.ts";
import type { Redactor } from "../redact/redactor.ts";
import type { Log, Place } from "./job.ts";

/** The log, and what else is written to the runner between its lines. */
export interface RunnerLog extends Log {
  /**
   * Makes the runner mask a text of one line. If commands are stopped, they are resumed for this command: otherwise the
   * runner would take it for text, and print the secret.
   */
  setSecret(line: string): void;
}

/** Creates a log that uses the runner's workflow commands. Every text and title is redacted before it is written. */
export function createLog(redactor: Redactor): RunnerLog {
  /** The token that resumes commands, as long as they are stopped. */
  let stopped: string | undefined;
  const clean = redactor.redact;
  const place = ({ title, ...rest }: Place = {}): Place =>
    title === undefined ? rest : { title: clean(title), ...rest };
  return {
    info: (text) => core.info(escapeCommands(clean(text))),
    debug: (text) => core.debug(clean(text)),
    notice: (text, at) => core.notice(clean(text), place(at)),
    warning: (text, at) => core.warning(clean(text), place(at)),
    error: (text, at) => core.error(clean(text), place(at)),
    group: async (name, work) => {
      core.startGroup(clean(name));
      const started = performance.now();
      try {
        return await work();
      } finally {
        core.info(`took ${formatSeconds(performance.now() - started)}`);
        core.endGroup();
      }
    },
    withCommandsStopped: async (work) => {
      const token = randomUUID();
      stopped = token;
      core.info(`::stop-commands::${token}`);
      try {
        return await work((text) => core.info(clean(text)));
      } finally {
        core.info(`::${token}::`);
        stopped = undefined;
      }
    },
    setSecret: (line) => {
      if (stopped !== undefined) core.info(`::${stopped}::`);
      core.setSecret(line);
      if (stopped !== undefined) core.info(`::stop-commands::${stopped}`);
    },
  };
}

/**
 * Escapes workflow commands. Our own lines may quote a tool or a file: a line that looks like a command must stay text.
 * The runner skips what .NET calls white space, which includes U+0085.
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
const escapeCommands = (text: string): string =>
  text
    .replaceAll(/^([\s\u0085]*)::/gm, (_, space: string) => `${space}\u200b::`)
    // The runner accepts this older form anywhere in a line.
    .replaceAll("##[", "#\u200b#[");
