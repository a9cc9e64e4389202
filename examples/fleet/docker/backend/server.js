// The smallest backend that fits the Kubernetes workspace: port 8080, /healthz and /readyz, an end on SIGTERM.
const { createServer } = require("node:http");

const PROBES = ["/healthz", "/readyz"];

const server = createServer((request, response) => {
  const body = PROBES.includes(request.url) ? { ok: true } : { message: "Hello from the backend" };
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(body));
});

server.listen(8080, () => console.log("the backend listens on port 8080"));
process.on("SIGTERM", () => server.close());
