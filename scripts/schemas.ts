// Trims the schemas of real providers to the types that terraform/ uses and writes them to rehearsal/terraform/schemas.
// Usage: npm run schemas -- FOLDER. The folder has files NAME-VERSION.json.gz; each is a ProviderSchemas.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import type { ProviderSchemas, Schema } from "../rehearsal/terraform/schema.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Returns the types of resources and data sources that an HCL text declares. */
export function typesIn(hcl: string): { resources: string[]; data: string[] } {
  const declared = (keyword: string): string[] =>
    [...hcl.matchAll(new RegExp(`^\\s*${keyword}\\s+"([a-z0-9_]+)"\\s+"`, "gm"))].map(
      ([, type = ""]) => type,
    );
  return { resources: declared("resource"), data: declared("data") };
}

/** Returns a schema dump with only the given types. */
export function trim(
  dump: ProviderSchemas,
  types: { resources: string[]; data: string[] },
): ProviderSchemas {
  const only = (all: Record<string, Schema> | undefined, names: string[]): Record<string, Schema> =>
    Object.fromEntries(
      Object.entries(all ?? {})
        .filter(([name]) => names.includes(name))
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  return {
    provider: dump.provider,
    version: dump.version,
    schemas: {
      provider: dump.schemas.provider,
      resource_schemas: only(dump.schemas.resource_schemas, types.resources),
      data_source_schemas: only(dump.schemas.data_source_schemas, types.data),
    },
  };
}

function main(folder: string | undefined): void {
  if (folder === undefined)
    throw new Error("Give the folder with NAME-VERSION.json.gz files: npm run schemas -- FOLDER");
  const configuration = readdirSync(join(ROOT, "terraform"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".tf"))
    .map((file) => readFileSync(join(ROOT, "terraform", file), "utf8"));
  const types = typesIn(configuration.join("\n"));
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json.gz"))) {
    const dump = JSON.parse(
      gunzipSync(readFileSync(join(folder, file))).toString(),
    ) as ProviderSchemas;
    const trimmed = trim(dump, types);
    const { resource_schemas, data_source_schemas } = trimmed.schemas;
    const count = Object.keys({ ...resource_schemas, ...data_source_schemas }).length;
    if (count === 0) continue;
    const name = dump.provider.split("/").at(-1) ?? file;
    const bytes = gzipSync(`${JSON.stringify(trimmed)}\n`, { level: 9 });
    writeFileSync(join(ROOT, "rehearsal", "terraform", "schemas", `${name}.json.gz`), bytes);
    console.log(`${name} ${dump.version}: ${count} types, ${bytes.length} bytes`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv[2]);
