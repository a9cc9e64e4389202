import { createLog } from "./log.ts";
import { messageHandler } from "./message.ts";
import { startServer } from "./server.ts";
import { wholeNumber } from "./settings.ts";

const log = createLog();
const { env } = process;
const server = await startServer({
  port: wholeNumber(env, "PORT", 8080, 65_535),
  handle: messageHandler(env["VERSION"] ?? "dev"),
  // It needs nobody else: it is ready as soon as it listens.
  ready: () => Promise.resolve(true),
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
