import type { Container, PodSpec, SecurityContext } from "../pods.ts";

export type Level = "privileged" | "baseline" | "restricted";

const ALLOWED_CAPABILITIES = new Set([
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
]);

/**
 * What a pod does that its namespace's level forbids, in the words of Pod Security Admission; empty when it may run.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export function violations(level: Level, spec: PodSpec): string[] {
  if (level === "privileged") return [];
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  const all = [
    ...baseline(spec, containers),
    ...(level === "restricted" ? restricted(spec, containers) : []),
  ];
  return all.filter((text) => text !== "");
}

function bad(containers: Container[], test: (context: SecurityContext) => boolean): Container[] {
  return containers.filter((container) => test(container.securityContext ?? {}));
}

function named(containers: Container[]): string {
  const names = containers.map(({ name }) => JSON.stringify(name)).join(", ");
  return `${containers.length === 1 ? "container" : "containers"} ${names}`;
}

function rule(what: string, guilty: Container[], must: string, prefix = ""): string {
  return guilty.length === 0 ? "" : `${what} (${prefix}${named(guilty)} must ${must})`;
}

function baseline(spec: PodSpec, containers: Container[]): string[] {
  const host = (["hostNetwork", "hostPID", "hostIPC"] as const).filter(
    (name) => spec[name] === true,
  );
  const paths = (spec.volumes ?? []).filter((volume) => volume.hostPath !== undefined);
  const added = bad(containers, ({ capabilities }) =>
    (capabilities?.add ?? []).some((name) => !ALLOWED_CAPABILITIES.has(name)),
  );
  return [
    host.length === 0 ? "" : `host namespaces (${host.map((name) => `${name}=true`).join(", ")})`,
    rule(
      "privileged",
      bad(containers, ({ privileged }) => privileged === true),
      "not set securityContext.privileged=true",
    ),
    rule(
      "non-default capabilities",
      added,
      "not include added capabilities in securityContext.capabilities.add",
    ),
    paths.length === 0
      ? ""
      : `hostPath volumes (volume${paths.length === 1 ? "" : "s"} ${paths.map(({ name }) => JSON.stringify(name)).join(", ")})`,
  ];
}

function restricted(spec: PodSpec, containers: Container[]): string[] {
  const pod = spec.securityContext ?? {};
  const profile = (context: SecurityContext) =>
    (context.seccompProfile ?? pod.seccompProfile)?.type;
  return [
    rule(
      "allowPrivilegeEscalation != false",
      bad(containers, ({ allowPrivilegeEscalation }) => allowPrivilegeEscalation !== false),
      "set securityContext.allowPrivilegeEscalation=false",
    ),
    rule(
      "unrestricted capabilities",
      bad(containers, ({ capabilities }) => !(capabilities?.drop ?? []).includes("ALL")),
      'set securityContext.capabilities.drop=["ALL"]',
    ),
    rule(
      "runAsNonRoot != true",
      bad(containers, ({ runAsNonRoot }) => (runAsNonRoot ?? pod.runAsNonRoot) !== true),
      "set securityContext.runAsNonRoot=true",
      "pod or ",
    ),
    rule(
      "seccompProfile",
      bad(
        containers,
        (context) => !["RuntimeDefault", "Localhost"].includes(profile(context) ?? ""),
      ),
      'set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"',
      "pod or ",
    ),
  ];
}

/** A namespace's level for `enforce` or `warn`, and the version as messages write it. */
export function levelOf(
  labels: Record<string, string> | undefined,
  mode: "enforce" | "warn",
): { level: Level; version: string } {
  const level = labels?.[`pod-security.kubernetes.io/${mode}`];
  const version = labels?.[`pod-security.kubernetes.io/${mode}-version`] ?? "latest";
  return { level: level === "baseline" || level === "restricted" ? level : "privileged", version };
}
