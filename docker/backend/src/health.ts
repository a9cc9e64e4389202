// The image's HEALTHCHECK: exit code 0 when the server in this container lives.
const port = process.env["PORT"] ?? "8080";
const answer = await fetch(`http://127.0.0.1:${port}/healthz`, {
  signal: AbortSignal.timeout(2000),
}).catch((error: unknown) => String(error));
if (typeof answer === "string" || !answer.ok) {
  console.error(typeof answer === "string" ? answer : `healthz answered ${answer.status}`);
  process.exitCode = 1;
}

// Makes this file a module, which top-level await needs.
export {};
