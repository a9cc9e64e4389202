import type { Probe } from "../api/objects.ts";

/** Messages of the kubelet about a failing probe, with a fix for each. */
const FIXES: readonly { says: RegExp; fix: string }[] = [
  {
    says: /executable file not found|\bexec: ".*no such file or directory/,
    fix: "put the program of the probe into the image, or write the probe as httpGet, tcpSocket or grpc, which need no program",
  },
  {
    says: /\bexec: ".*(?:permission denied|exec format error)/,
    fix: "make the program of the probe executable for the user and the architecture that the container runs with",
  },
  {
    says: /connect: connection refused/,
    fix: "let the program listen on the port of the probe and on all addresses (0.0.0.0 or ::, not 127.0.0.1), or correct the port; raise failureThreshold if it only starts slowly",
  },
  {
    says: /server gave HTTP response to HTTPS client|first record does not look like a TLS handshake/,
    fix: "remove `scheme: HTTPS` from the probe: the program answers without TLS",
  },
  {
    says: /malformed HTTP (?:response|status)/,
    fix: "set `scheme: HTTPS` in httpGet of the probe: the program answers with TLS",
  },
  {
    says: /with statuscode: 404\b/,
    fix: "correct the path of the probe, or its port: the program that listens there does not serve the path",
  },
  {
    says: /with statuscode: 40[13]\b/,
    fix: "let the probe ask a path that needs no login, or give it the header in httpGet.httpHeaders",
  },
  {
    // A web framework that knows its hosts, or a Go server that serves TLS on this port.
    says: /with statuscode: (?:400|421)\b/,
    fix: "give the probe the header Host that the program expects (httpGet.httpHeaders), or let the program accept its own address as host; if the port serves TLS, set `scheme: HTTPS` in httpGet of the probe",
  },
  {
    says: /strconv\.\w+: parsing "|couldn't find port|invalid port number/,
    fix: "give a port of the container the name that the probe uses (ports[].name), or write the number of the port in the probe",
  },
  {
    says: /remote error: tls: (?:bad certificate|certificate required|unknown certificate)/,
    fix: "let the probe ask a port that needs no client certificate, or write it as tcpSocket or exec: the kubelet has none",
  },
  {
    // Nothing accepts the connection, so the program is not the cause.
    // https://docs.aws.amazon.com/eks/latest/userguide/security-groups-pods-deployment.html
    says: /dial tcp \S+: (?:i\/o timeout|connect: (?:no route to host|network is unreachable|connection timed out))/,
    fix: "let the kubelet reach the port from the node: look at NetworkPolicies of the namespace and, if the pod has security groups of its own, allow the port from the nodes there and set DISABLE_TCP_EARLY_DEMUX of the VPC CNI; a program that listens would accept the connection",
  },
  {
    says: /context deadline exceeded|Client\.Timeout exceeded|\btimed out\b|i\/o timeout/,
    fix: "raise timeoutSeconds of the probe (1 by default), or find in the container's log (job summary) what keeps the program from answering",
  },
  {
    says: /unknown service grpc\.health\.v1\.Health/,
    fix: "let the program serve grpc.health.v1.Health, or probe it with httpGet or tcpSocket",
  },
];

/** The general fix for a startup probe. */
export const SLOW_START =
  "correct what the startup probe asks (path and port, or command), raise its failureThreshold or periodSeconds, or find out in the container's log (job summary) why the start takes so long";

const COMMAND =
  "run the command of the probe in the container (`kubectl exec`) and look at its exit code, which has to be 0: correct the command, or what it finds (the container's log is in the job summary)";

/**
 * Returns the fix for a failing probe.
 * @param said the kubelet's message about the probe
 * @param general the fix to return if no specific fix is known for the message; it may speak of path and port
 * @param probe undefined = not known
 */
export const probeFix = (said: string, general: string, probe?: Probe): string =>
  FIXES.find(({ says }) => says.test(said))?.fix ??
  (probe?.exec !== undefined && general !== SLOW_START ? COMMAND : general);
