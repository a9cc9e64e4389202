import type { Container } from "../objects/types.ts";

type Probe = NonNullable<Container["readinessProbe"]>;

/** How a failing probe is answered: with a status, or with "refused" because nothing listens on the port. */
export type ProbeAnswer = 500 | 503 | "refused";

/** Returns the kubelet's message for a failed probe (pkg/probe/http/http.go, pkg/probe/tcp/tcp.go). */
export function failingProbe(
  { container, podIp }: { container: Container; podIp: string },
  { httpGet, tcpSocket, exec }: Probe,
  answer: ProbeAnswer,
): string {
  if (exec !== undefined) return "command exited with 1";
  if (httpGet !== undefined && answer !== "refused")
    return `HTTP probe failed with statuscode: ${answer}`;
  const address = `${podIp}:${portNumber(container, httpGet?.port ?? tcpSocket?.port ?? 8080)}`;
  const refused = `dial tcp ${address}: connect: connection refused`;
  if (httpGet === undefined) return refused;
  const { scheme = "HTTP", path = "/" } = httpGet;
  return `Get "${scheme.toLowerCase()}://${address}${path}": ${refused}`;
}

/** Returns the port of a probe; undefined for a probe that runs a command. */
export function portOf(container: Container, { httpGet, tcpSocket }: Probe): number | undefined {
  const port = httpGet?.port ?? tcpSocket?.port;
  return port === undefined ? undefined : Number(portNumber(container, port));
}

/** Resolves a port. Probes may use the name of a container's port. */
function portNumber({ ports }: Container, port: number | string): number | string {
  return ports?.find(({ name }) => name === port)?.containerPort ?? port;
}
