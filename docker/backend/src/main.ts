import { messageHandler } from "./message.ts";
import { createLog, serve } from "./server.ts";

const { env } = process;
await serve(env, {
  handle: messageHandler(env["VERSION"] ?? "dev"),
  // It needs nobody else: it is ready as soon as it listens.
  ready: () => Promise.resolve(true),
  log: createLog(),
});
