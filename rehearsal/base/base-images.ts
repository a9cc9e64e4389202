/** What is known of an official image that others are built on. */
export interface BaseImage {
  /** Where its server listens. */
  port: number;
  /**
   * Folders outside of /tmp that it writes to when it starts, each under all of its names, and the last line of a
   * container that cannot.
   */
  writes: readonly { names: readonly [string, ...string[]]; says: string }[];
}

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

const httpd: BaseImage = {
  port: 80,
  writes: [
    {
      names: ["/usr/local/apache2/logs"],
      says: "(30)Read-only file system: AH00099: could not create /usr/local/apache2/logs/httpd.pid",
    },
  ],
};

const KNOWN: Readonly<Record<string, BaseImage>> = { nginx, httpd };

/** @param reference such as docker.io/library/nginx:1.29; undefined for images of which nothing is known here */
export function knownBaseImage(reference: string): BaseImage | undefined {
  const [, name = ""] = /(?:^|\/)([a-z]+)(?:[:@]|$)/.exec(reference) ?? [];
  return Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
}
