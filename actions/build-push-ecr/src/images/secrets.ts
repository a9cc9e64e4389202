import { NotValid } from "../../../lib/runtime/input-types.ts";
import { secretMap } from "../../../lib/runtime/secret-types.ts";

/** The id that a RUN instruction mounts: `--mount=type=secret,id=npm_token`. It is on docker's command line. */
export const SECRET_ID = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** A registry's host, with an optional port. */
const HOST = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/;

/** The name of Docker Hub in docker's configuration. https://github.com/docker/cli/blob/master/cli/registry/types.go */
const DOCKER_HUB = "https://index.docker.io/v1/";

/** The input `build-secrets`: text by id. */
export const buildSecrets = secretMap({
  expected: 'a JSON or YAML map of names and texts on one line, for example {"npm_token": "..."}',
  parse(map): Record<string, string> {
    const pairs = Object.entries(map).map(([id, value]) => {
      if (!SECRET_ID.test(id)) throw new NotValid("one of its names is not the id of a secret");
      if (typeof value !== "string") throw new NotValid(`${id} is not a text; put it in quotes`);
      return [id, value] as const;
    });
    return Object.fromEntries(pairs);
  },
});

/** How to log in at a registry. */
interface Credentials {
  username: string;
  password: string;
}

/** The input `registry-credentials`: by host. */
export const registryCredentials = secretMap({
  expected:
    'a JSON or YAML map of host and login on one line, for example {"ghcr.io": {"username": "ci", "password": "..."}}',
  parse(map): Record<string, Credentials> {
    const pairs = Object.entries(map).map(([host, value]) => {
      if (!HOST.test(host))
        throw new NotValid("one of its names is not the host of a registry, such as ghcr.io");
      const { username, password, ...rest } = (
        typeof value === "object" && value !== null ? value : {}
      ) as Record<string, unknown>;
      const isLogin = typeof username === "string" && typeof password === "string";
      if (!isLogin || Object.keys(rest).length > 0)
        throw new NotValid(`${host} is not a map of username and password`);
      return [host, { username, password }] as const;
    });
    return Object.fromEntries(pairs);
  },
});

/** Returns the logins as docker's configuration contains them: in base64, which has to be masked as well. */
export const loginsOf = (
  credentials: Readonly<Record<string, Credentials>>,
): { host: string; authorization: string }[] =>
  Object.entries(credentials).map(([host, { username, password }]) => ({
    host: host === "docker.io" ? DOCKER_HUB : host,
    authorization: Buffer.from(`${username}:${password}`).toString("base64"),
  }));

/** Returns what does not fit between the images and the build secrets: one sentence, or none. */
export function secretsProblems(
  images: readonly { name: string; secrets: readonly string[] }[],
  given: Readonly<Record<string, string>>,
): string[] {
  const missing = images.flatMap(({ name, secrets }) =>
    secrets.filter((id) => !Object.hasOwn(given, id)).map((id) => `${id} of ${name}`),
  );
  return missing.length === 0
    ? []
    : [
        `${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} not among build-secrets. Expected a secret of this name: pass BUILD_SECRETS to the workflow.`,
      ];
}
