import { BlockList, isIP } from "node:net";

/**
 * Completes NO_PROXY for the libraries of this process, which know host names, `.suffix` and `*` only. Terraform,
 * docker and the AWS CLI also accept `*.suffix`, ranges such as 10.0.0.0/8, and IPv6 addresses without brackets, and
 * connect directly where this process would ask the proxy.
 * https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config
 * https://github.com/actions/toolkit/blob/main/packages/http-client/src/proxy.ts
 * @param variables those of the process; changed in place
 */
export function completeNoProxy(variables: NodeJS.ProcessEnv): void {
  const name = variables["no_proxy"] ? "no_proxy" : "NO_PROXY";
  const given = (variables[name] ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  const ranges = rangesOf(given);
  const more = [
    ...given.flatMap((entry) => spellingOf(entry) ?? []),
    ...addressesIn(variables).filter((address) => isWithin(address, ranges)),
  ];
  if (more.length > 0) variables[name] = [...new Set([...given, ...more])].join(",");
}

const NAMES = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"];

/**
 * Adds the scheme to proxies that have none. The libraries of this process read `proxy.example:3128` as an address
 * without a host and connect directly, while terraform and the AWS CLI ask that proxy.
 * https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config
 * @param variables those of the process; changed in place
 */
export function completeProxies(variables: NodeJS.ProcessEnv): void {
  for (const name of NAMES) {
    const given = variables[name]?.trim() ?? "";
    if (given !== "" && !/^[a-z][a-z\d+.-]*:\/\//i.test(given)) variables[name] = `http://${given}`;
  }
}

/**
 * Matches scheme, user and password, host, port, and a path that nobody reads. Any other character of a password must
 * be written as %XX: otherwise it would end the address too early.
 */
const PROXY_ADDRESS =
  /^(?:[a-z][a-z\d+.-]*:\/\/)?(?:(?:[\w.~!$&'()*+,;=:@-]|%[\da-f]{2})*@)?(?:[\w.-]+|\[[\da-f:.]+\])(?::\d*)?(?!\/\/)(?:\/[^@]*)?$/i;

/**
 * Returns what is wrong with variables that should contain the address of a proxy: one sentence for each, without its
 * value, because the value contains a password. No library reports this. With `http://user:p#ss@proxy:3128`, the
 * libraries of this process ignore all of it, and terraform and docker look for a host `http`. With
 * `http://user:1#2@proxy:3128`, all of them look for a host `user`.
 */
export const proxyProblems = (variables: NodeJS.ProcessEnv): string[] =>
  NAMES.filter((name) => {
    const given = variables[name]?.trim() ?? "";
    return given !== "" && !PROXY_ADDRESS.test(given);
  }).map(
    (name) =>
      `${name} does not hold the address of a proxy, so some requests bypass the proxy, and others go to a wrong host. Expected http://host:port, or http://user:password@host:port with special characters as %XX, such as %23 for # and %25 for %`,
  );

/** Returns an entry in the library's spelling; undefined if it needs no other spelling. */
function spellingOf(entry: string): string | undefined {
  if (entry.startsWith("*.")) return entry.slice(1);
  return isIP(entry) === 6 ? new URL(`http://[${entry}]`).hostname : undefined;
}

function rangesOf(entries: readonly string[]): BlockList {
  const ranges = new BlockList();
  for (const entry of entries) {
    const [, address = "", bits] = /^([\da-f.:]+)\/(\d{1,3})$/i.exec(entry) ?? [];
    const version = isIP(address);
    if (version === 0 || Number(bits) > (version === 4 ? 32 : 128)) continue;
    ranges.addSubnet(address, Number(bits), version === 4 ? "ipv4" : "ipv6");
  }
  return ranges;
}

/** Matches IP addresses in the URLs that requests go to. Variables contain these URLs; inputs are variables too. */
const ADDRESS = /\bhttps?:\/\/(?:[^\s/@"']*@)?(\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]+\])/gi;

const addressesIn = (variables: NodeJS.ProcessEnv): string[] =>
  Object.values(variables).flatMap((value = "") =>
    [...value.matchAll(ADDRESS)].map(([, host = ""]) => host),
  );

function isWithin(host: string, ranges: BlockList): boolean {
  const address = host.replace(/^\[(.*)\]$/, "$1");
  const version = isIP(address);
  return version !== 0 && ranges.check(address, version === 4 ? "ipv4" : "ipv6");
}

// A module that imports this file before a library that reads the variables while it is loaded gets the completed
// variables.
completeProxies(process.env);
completeNoProxy(process.env);
