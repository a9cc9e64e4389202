import { backendAt } from "./backend.ts";
import { pageOf } from "./page.ts";
import { run } from "./server.ts";

const url = process.env["BACKEND_URL"] ?? "http://backend";
if (!URL.canParse(url))
  throw new Error(`BACKEND_URL is "${url}"; accepted is an address such as http://backend`);

await run(pageOf(backendAt(url), process.env["VERSION"] ?? "dev"));
