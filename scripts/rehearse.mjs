// npm run rehearse: starts the rehearsal from dist/. This saves a second compared with its sources, and more right
// after a clone. If the sources have changed since the build, it runs the sources.
import console from "node:console";
import process from "node:process";
import { findStaleBundles } from "./source-digest.mjs";

const stale = findStaleBundles();
const actions = stale.filter((name) => name !== "rehearse");
if (actions.length > 0)
  console.error(
    `note: dist/ is older than the sources of ${actions.join(", ")}, and this run uses dist/. To update it, run: npm run build -- ${actions.join(" ")}`,
  );
if (stale.includes("rehearse")) {
  const { register } = await import("tsx/esm/api").catch(() => {
    console.error(
      "dist/rehearse/ is missing or older than its sources, and the packages that run the sources are not installed. Run npm ci, then try again.",
    );
    process.exit(2);
  });
  register();
  await import("../rehearsal/cli.ts");
} else await import("../dist/rehearse/index.js");
