import { messages } from "./message.ts";
import { run } from "./server.ts";

await run(messages(process.env["VERSION"] ?? "dev"));
