import { backendAt } from "./backend.ts";
import { pageHandler } from "./page.ts";
import { createLog, serve } from "./server.ts";

const log = createLog();
const { env } = process;
const backendUrl = env["BACKEND_URL"] ?? "http://backend";
if (!URL.canParse(backendUrl))
  throw new Error(`BACKEND_URL is "${backendUrl}"; accepted is an address such as http://backend`);
const backend = backendAt(backendUrl);
await serve(env, {
  handle: pageHandler(backend, env["VERSION"] ?? "dev", log),
  ready: () => backend.ready(),
  log,
});
