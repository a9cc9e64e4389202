// The backend behind /api: the load balancer does not take the path off.
const { createServer } = require("node:http");

const PROBES = ["/healthz", "/readyz"];

function answer(url) {
  if (PROBES.includes(url)) return { status: 200, body: { ok: true } };
  if (/^\/api(\/|$)/.test(url)) return { status: 200, body: { message: "Hello from the backend" } };
  return { status: 404, body: { error: "there is only /api" } };
}

const server = createServer((request, response) => {
  const { status, body } = answer(request.url);
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
});

server.listen(8080, () => console.log("the backend listens on port 8080"));
process.on("SIGTERM", () => server.close());
