// A page with what the backend says.
const { readFileSync } = require("node:fs");
const http = require("node:http");

const page = readFileSync("page.html", "utf8");
const backend = process.env.BACKEND_URL ?? "http://backend/api";

async function answer(url) {
  if (url === "/healthz" || url === "/readyz") return "ok";
  const { message } = await (await fetch(backend)).json();
  return page.replace("{message}", message);
}

const server = http.createServer((request, response) => {
  answer(request.url).then(
    (text) => response.writeHead(200, { "content-type": "text/html" }).end(text),
    () => response.writeHead(502).end("the backend does not answer"),
  );
});

server.listen(8080, () => console.log("the frontend listens on port 8080"));
process.on("SIGTERM", () => server.close());
