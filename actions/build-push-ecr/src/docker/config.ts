import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import type { Job } from "../../../lib/runtime/job.ts";
import type { Login } from "../ecr/login.ts";

type RegistryLogin = Pick<Login, "host" | "authorization">;

/** Docker's own configuration in the job, as far as a private configuration must keep it. */
interface Configuration {
  auths?: Record<string, unknown>;
  credHelpers?: Record<string, string>;
  credsStore?: string;
  cliPluginsExtraDirs?: string[];
}

/**
 * Returns the configuration with logins added. Docker has to find a login even if a credential store is set, which
 * hides `auths`: an empty helper for the host makes docker look there
 * (https://github.com/docker/cli/blob/master/cli/config/configfile/file.go, getConfiguredCredentialStore).
 * @param plugins folder of the job's own docker plugins, which docker does not search with another DOCKER_CONFIG
 */
export function withLogins(
  own: Configuration,
  logins: readonly RegistryLogin[],
  plugins: string,
): Configuration {
  const hidden = logins
    .map(({ host }) => host)
    .filter((host) => own.credsStore !== undefined || own.credHelpers?.[host] !== undefined);
  const auths = logins.map(({ host, authorization }) => [host, { auth: authorization }]);
  return {
    ...own,
    auths: { ...own.auths, ...(Object.fromEntries(auths) as Record<string, unknown>) },
    ...(hidden.length === 0
      ? {}
      : {
          credHelpers: {
            ...own.credHelpers,
            ...Object.fromEntries(hidden.map((host) => [host, ""])),
          },
        }),
    cliPluginsExtraDirs: [...(own.cliPluginsExtraDirs ?? []), plugins],
  };
}

/** A configuration of docker that exists until it is removed. */
export interface PrivateConfiguration {
  /** Variables for docker. */
  environment: Record<string, string>;
  remove(): void;
}

/**
 * Creates a docker configuration for this run alone: the password is on no command line, only this user can read it,
 * and it is gone when the run ends. Jobs that share a home folder do not disturb each other. The job's logins, plugins,
 * contexts and builders keep working.
 */
export function openConfiguration(
  logins: readonly RegistryLogin[],
  job: Job,
): PrivateConfiguration {
  const own = ownDirectory(job.environment);
  const directory = path.join(job.temporaryDirectory, "docker");
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  const merged = withLogins(readOwn(own, job), logins, path.join(own ?? directory, "cli-plugins"));
  writeFileSync(path.join(directory, "config.json"), JSON.stringify(merged), { mode: 0o600 });
  const environment: Record<string, string> = { ...job.environment, DOCKER_CONFIG: directory };
  if (own !== undefined) {
    // Builders made by earlier steps (docker/setup-buildx-action) are kept next to the job's own configuration.
    environment["BUILDX_CONFIG"] =
      given(job.environment["BUILDX_CONFIG"]) ?? path.join(own, "buildx");
    const contexts = path.join(own, "contexts");
    if (existsSync(contexts)) symlinkSync(contexts, path.join(directory, "contexts"));
  }
  return { environment, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/** Returns the folder of docker's configuration. As for docker, an empty variable counts as not set. */
export function ownDirectory(environment: Readonly<Record<string, string>>): string | undefined {
  const home = given(environment["HOME"]);
  return (
    given(environment["DOCKER_CONFIG"]) ??
    (home === undefined ? undefined : path.join(home, ".docker"))
  );
}

const given = (value: string | undefined): string | undefined => (value === "" ? undefined : value);

function readOwn(directory: string | undefined, job: Job): Configuration {
  const file = path.join(directory ?? "", "config.json");
  if (directory === undefined || !existsSync(file)) return {};
  const own = readConfiguration(readFileSync(file, "utf8"));
  // docker itself does the same: it warns and continues without the configuration.
  if (own === undefined)
    job.log.warning(`${file} is not a JSON object, so it is ignored: its logins are not used`);
  return own ?? {};
}

/** @returns undefined if the text is not a JSON object. For docker, `null` is an empty object. */
export function readConfiguration(text: string): Configuration | undefined {
  try {
    const value: unknown = JSON.parse(text) ?? {};
    return typeof value === "object" && !Array.isArray(value)
      ? (value as Configuration)
      : undefined;
  } catch {
    return undefined;
  }
}
