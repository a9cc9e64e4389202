import { backendAt } from "./backend.ts";
import { createLog } from "./log.ts";
import { pageHandler } from "./page.ts";
import { startServer } from "./server.ts";
import { wholeNumber } from "./settings.ts";

const log = createLog();
const { env } = process;
const backendUrl = env["BACKEND_URL"] ?? "http://backend";
if (!URL.canParse(backendUrl))
  throw new Error(`BACKEND_URL is "${backendUrl}"; accepted is an address such as http://backend`);
const backend = backendAt(backendUrl);
const server = await startServer({
  port: wholeNumber(env, "PORT", 8080, 65_535),
  handle: pageHandler(backend, env["VERSION"] ?? "dev", log),
  ready: () => backend.ready(),
  log,
  // Together less than the 30 s after which a kubelet kills.
  drainMs: wholeNumber(env, "DRAIN_MS", 5000, 60_000),
  graceMs: wholeNumber(env, "GRACE_MS", 20_000, 60_000),
});

// A process with number 1, as in a container, has no default handlers: without these a stop would be a kill.
for (const signal of ["SIGTERM", "SIGINT"] as const)
  process.once(signal, () => {
    void server.stop().then((finished) => process.exit(finished ? 0 : 1));
  });
