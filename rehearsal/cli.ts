#!/usr/bin/env node
// npm run rehearse: the command line of the rehearsal. main.ts does the work.
import module from "node:module";
import process from "node:process";
import { isBundled } from "./base/bundled.ts";

const OLDEST = 20;

// An older Node must not even load the rest of the program.
if (Number(process.versions.node.split(".")[0]) < OLDEST) {
  console.error(
    `Node ${process.versions.node} is too old. Expected Node ${OLDEST} or later. Install it, or put it first on PATH.`,
  );
  process.exitCode = 2;
} else {
  keepCompiledCode();
  // main is a file of its own in the package too: scripts/bundle.ts.
  const place = new URL(isBundled ? "main.js" : "main.ts", import.meta.url).href;
  const { main } = (await import(/* webpackIgnore: true */ place)) as typeof import("./main.ts");
  process.exitCode = await main(process.argv.slice(2));
}

/**
 * Makes Node keep compiled code in a folder below the temporary folder, also the code of the actions, so that the next
 * start takes less CPU: a deployment takes a seventh less. Node before 22.8 cannot do this.
 * https://nodejs.org/api/module.html#module-compile-cache
 */
function keepCompiledCode(): void {
  const { enableCompileCache } = module as Partial<typeof module>;
  const directory = enableCompileCache?.().directory;
  if (directory !== undefined) process.env["NODE_COMPILE_CACHE"] ??= directory;
}
