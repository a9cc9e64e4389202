// npm run build [-- NAME …]: bundles the actions and the rehearsal (default: all) into dist/NAME/.
import path from "node:path";
import { ROOT, bundleNames, bundle } from "./bundle.ts";

const wanted = process.argv.slice(2);
const known = bundleNames();
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`no such bundle: ${unknown.join(", ")}; there are ${known.join(", ")}`);
  process.exit(2);
}
await bundle(wanted.length > 0 ? wanted : known, path.join(ROOT, "dist"), (name, milliseconds) =>
  console.log(`dist/${name} ${(milliseconds / 1000).toFixed(1)} s`),
);
