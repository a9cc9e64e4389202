import type { Container } from "../objects/types.ts";

type Probe = NonNullable<Container["readinessProbe"]>;

/** How a failing probe is answered: with a status, or with nothing because nothing listens on the port. */
export type ProbeAnswer = 500 | 503 | "refused";

/** The kubelet's words for a probe that failed (pkg/probe/http/http.go, pkg/probe/tcp/tcp.go). */
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

/** The port that a probe asks; undefined for one that runs a command. */
export function portOf(container: Container, { httpGet, tcpSocket }: Probe): number | undefined {
  const port = httpGet?.port ?? tcpSocket?.port;
  return port === undefined ? undefined : Number(portNumber(container, port));
}

/** Probes may name a port of the container. */
function portNumber({ ports }: Container, port: number | string): number | string {
  return ports?.find(({ name }) => name === port)?.containerPort ?? port;
}
