import { BlockList, isIP } from "node:net";

/**
 * Completes NO_PROXY for the libraries of this process, which know host names, `.suffix` and `*` only: terraform, docker and
 * the AWS CLI also take `*.suffix`, ranges such as 10.0.0.0/8, and addresses of IPv6 without brackets, and go the direct way
 * where this process would ask the proxy.
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

/**
 * Writes the scheme of proxies that have none: the libraries of this process read `proxy.example:3128` as an address without
 * a host, and go the direct way, where terraform and the AWS CLI ask that proxy.
 * https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config
 * @param variables those of the process; changed in place
 */
export function completeProxies(variables: NodeJS.ProcessEnv): void {
  for (const name of ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"]) {
    const given = variables[name]?.trim() ?? "";
    if (given !== "" && !/^[a-z][a-z\d+.-]*:\/\//i.test(given)) variables[name] = `http://${given}`;
  }
}

/** An entry as the library spells it; undefined when it needs no other spelling. */
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

/** Hosts of requests that are addresses: where requests go is said by variables, of which an input is one. */
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

// Whoever imports this file before a library that reads the variables while it is loaded has them whole.
completeProxies(process.env);
completeNoProxy(process.env);
