import { KINDS, apiVersionOf, type Kind } from "./kinds.ts";

export const VERSION = {
  major: "1",
  minor: "36",
  gitVersion: "v1.36.3",
  gitCommit: "0000000000000000000000000000000000000000",
  gitTreeState: "clean",
  buildDate: "2026-07-01T00:00:00Z",
  goVersion: "go1.26.0",
  compiler: "gc",
  platform: "linux/amd64",
};

const VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
const IN_ALL = new Set([
  "pods",
  "services",
  "daemonsets",
  "deployments",
  "replicasets",
  "statefulsets",
  "jobs",
  "cronjobs",
]);

function groups(): string[] {
  return [...new Set(KINDS.map(({ group }) => group).filter((group) => group !== ""))];
}

function groupOf(name: string): Record<string, unknown> {
  const versions = [
    ...new Set(KINDS.filter(({ group }) => group === name).map((kind) => kind.version)),
  ].map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions, preferredVersion: versions[0] };
}

function verbsOf({ review, plural }: Kind): string[] {
  if (review) return ["create"];
  return plural === "namespaces" ? VERBS.filter((verb) => verb !== "deletecollection") : VERBS;
}

function resourcesOf(kind: Kind): Record<string, unknown>[] {
  const { plural, namespaced, kind: name, short } = kind;
  const main = {
    name: plural,
    singularName: name.toLowerCase(),
    namespaced,
    kind: name,
    verbs: verbsOf(kind),
    ...(short.length === 0 ? {} : { shortNames: short }),
    ...(IN_ALL.has(plural) ? { categories: ["all"] } : {}),
  };
  const subresources = kind.subresources.map((sub) => ({
    name: `${plural}/${sub}`,
    singularName: "",
    namespaced,
    ...(sub === "scale" ? { group: "autoscaling", version: "v1", kind: "Scale" } : { kind: name }),
    verbs: sub === "log" ? ["get"] : ["get", "patch", "update"],
  }));
  return [main, ...subresources];
}

function resourceList(groupVersion: string): Record<string, unknown> | undefined {
  const kinds = KINDS.filter((kind) => apiVersionOf(kind) === groupVersion);
  if (kinds.length === 0) return undefined;
  const resources = kinds.flatMap(resourcesOf);
  return { kind: "APIResourceList", apiVersion: "v1", groupVersion, resources };
}

const HEALTH = new Set(["/healthz", "/readyz", "/livez"]);

/** Answers the paths about the API itself; a text for health checks, undefined for every other path. */
export function discover(path: string): object | string | undefined {
  if (HEALTH.has(path)) return "ok";
  if (path === "/version") return VERSION;
  if (path === "/api")
    return { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [] };
  if (path === "/apis")
    return { kind: "APIGroupList", apiVersion: "v1", groups: groups().map(groupOf) };
  if (path === "/api/v1") return resourceList("v1");
  const [, group = "", version] = /^\/apis\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
  if (group === "" || !groups().includes(group)) return openapi(path);
  if (version === undefined) return { kind: "APIGroup", apiVersion: "v1", ...groupOf(group) };
  return resourceList(`${group}/${version}`);
}

/**
 * Just as much OpenAPI as kubectl asks for before it writes: that the server takes `fieldValidation`, so that kubectl
 * leaves validation to it.
 */
function openapi(path: string): object | undefined {
  const versions = [...new Set(KINDS.map(apiVersionOf))];
  const pathOf = (version: string) =>
    version.includes("/") ? `apis/${version}` : `api/${version}`;
  if (path === "/openapi/v3")
    return {
      paths: Object.fromEntries(
        versions.map((version) => [
          pathOf(version),
          { serverRelativeURL: `/openapi/v3/${pathOf(version)}` },
        ]),
      ),
    };
  const version = versions.find((item) => path === `/openapi/v3/${pathOf(item)}`);
  if (version === undefined) return undefined;
  const kinds = KINDS.filter((kind) => apiVersionOf(kind) === version && !kind.review);
  const paths = kinds.map((kind) => [
    `/${pathOf(version)}/${kind.plural}/{name}`,
    { patch: patchOf(kind) },
  ]);
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: VERSION.gitVersion },
    paths: Object.fromEntries(paths) as object,
    components: { schemas: {} },
  };
}

function patchOf({ group, version, kind }: Kind): object {
  return {
    parameters: [
      { name: "fieldValidation", in: "query", schema: { type: "string", uniqueItems: true } },
    ],
    responses: { "200": { description: "OK" } },
    "x-kubernetes-action": "patch",
    "x-kubernetes-group-version-kind": { group, version, kind },
  };
}
