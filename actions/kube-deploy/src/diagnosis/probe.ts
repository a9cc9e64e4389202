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
  "correct path and port of the startup probe, raise its failureThreshold or periodSeconds, or find out in the container's log (job summary) why the start takes so long";

/**
 * Returns the fix for a failing probe.
 * @param said the kubelet's message about the probe
 * @param general the fix to return if no specific fix is known for the message
 */
export const probeFix = (said: string, general: string): string =>
  FIXES.find(({ says }) => says.test(said))?.fix ?? general;
