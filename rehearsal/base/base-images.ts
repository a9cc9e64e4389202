/**
 * A write at startup: the possible names of the folder, and the last line that the program logs if it cannot write
 * there.
 */
export interface Write {
  names: readonly [string, ...string[]];
  says: string;
}

/** What is known about an official image that other images are built on. */
export interface BaseImage {
  /** The port that its server listens on. */
  port?: number;
  /** The user that it runs as, if not root. */
  user?: string;
  /** Folders that it writes to at startup. */
  writes: readonly Write[];
}

// https://github.com/nginx/docker-nginx: its packages keep the paths of nginx.org's builds.
const nginx: BaseImage = {
  port: 80,
  writes: [
    {
      names: ["/var/cache/nginx"],
      says: 'nginx: [emerg] mkdir() "/var/cache/nginx/client_temp" failed (30: Read-only file system)',
    },
    {
      names: ["/run", "/var/run"],
      says: 'nginx: [emerg] open() "/run/nginx.pid" failed (30: Read-only file system)',
    },
  ],
};

// https://github.com/nginx/docker-nginx-unprivileged/blob/main/stable/debian/Dockerfile: port 8080, UID=101, and
// proxy_temp_path, the other *_temp_path and the pid in /tmp. If it cannot write, it fails at the first of these
// folders.
const unprivileged: BaseImage = {
  port: 8080,
  user: "101",
  writes: [
    {
      names: ["/tmp"],
      says: 'nginx: [emerg] mkdir() "/tmp/proxy_temp" failed (30: Read-only file system)',
    },
  ],
};

const httpd: BaseImage = {
  port: 80,
  writes: [
    {
      names: ["/usr/local/apache2/logs"],
      says: "(30)Read-only file system: AH00099: could not create /usr/local/apache2/logs/httpd.pid",
    },
  ],
};

/** Official images, by the last segment of their names. */
const OFFICIAL: Readonly<Record<string, BaseImage>> = { nginx, httpd };

/**
 * Returns what is known about a base image.
 * @param reference such as docker.io/library/nginx:1.29
 * @returns undefined for an unknown image. Images from other publishers may have the same name but other ports and
 *   folders.
 */
export function knownBaseImage(reference: string): BaseImage | undefined {
  const name = nameOf(reference);
  if (/(?:^|\/)nginx-unprivileged$/.test(name)) return unprivileged;
  const official = officialName(name);
  return Object.hasOwn(OFFICIAL, official) ? OFFICIAL[official] : undefined;
}

const nameOf = (reference: string): string => reference.replace(/@.*$/, "").replace(/:[^:/]*$/, "");

/** Returns the name of an official image. Such an image is in no folder of a registry, or in the folder library. */
const officialName = (name: string): string =>
  /^(?:[^/]+[.:][^/]*\/|localhost\/)?(?:(?:[^/]+\/)*library\/)?([a-z]+)$/.exec(name)?.[1] ?? "";

/**
 * Python's module tempfile tries these folders and the working directory if no variable names another folder.
 * https://docs.python.org/3/library/tempfile.html#tempfile.gettempdir
 */
const TEMPORARY = ["/tmp", "/var/tmp", "/usr/tmp"] as const;

/**
 * Every gunicorn worker creates a temporary file at startup, in worker_tmp_dir or in Python's temporary folder.
 * https://github.com/benoitc/gunicorn/blob/master/gunicorn/workers/workertmp.py
 */
function gunicorn(folder: string): Write {
  const list = [...TEMPORARY, folder].map((one) => `'${one}'`).join(", ");
  return {
    names: [...TEMPORARY, folder],
    says: `FileNotFoundError: [Errno 2] No usable temporary directory found in [${list}]`,
  };
}

/** Variables that may name another folder for temporary files. */
const ELSEWHERE = ["TMPDIR", "TEMP", "TMP", "GUNICORN_CMD_ARGS"];

/** What is known about a container before it starts. */
export interface Start {
  /** Name of the base image of the container's image. */
  base: string;
  /** Words of its command. */
  command: readonly string[];
  /** Names of its environment variables. */
  variables: readonly string[];
  /** Its working directory. */
  folder: string;
}

/**
 * Returns what a container must be able to write to at startup, as far as it is known. Configuration files are not
 * read.
 */
export function writesOf({ base, command, variables, folder }: Start): readonly Write[] {
  const line = command.join(" ").replace(/^\S*sh -c /, "");
  const isGunicorn = /(?:^|[\s;&|(]|\/bin\/)gunicorn(?:\s|$)/.test(line);
  const isElsewhere =
    /\s(?:--worker-tmp-dir|--config|-c)(?:[\s=]|$)/.test(line) ||
    ELSEWHERE.some((name) => variables.includes(name));
  return [
    ...(knownBaseImage(base)?.writes ?? []),
    ...(isGunicorn && !isElsewhere ? [gunicorn(folder)] : []),
  ];
}

/** Returns whether a Python program runs. Its temporary files, if any, are in /tmp. */
export const runsPython = (base: string, command: readonly string[]): boolean =>
  officialName(nameOf(base)) === "python" ||
  command.some((word) =>
    /(?:^|[\s/])(?:python[\d.]*|gunicorn|uvicorn|hypercorn)(?:\s|$)/.test(word),
  );
