import { isFields, textOf, type Fields } from "../values.ts";
import type { JsonObject } from "./manifest.ts";

/** Adds the data that Terraform passes at the apply and stores nowhere (`data_wo`). */
export function withWriteOnly(manifest: JsonObject, config: Fields): JsonObject {
  const written = config["data_wo"];
  if (!isFields(written)) return manifest;
  const encoded = Object.keys(written).map((key) => [
    key,
    Buffer.from(textOf(written, key) ?? "").toString("base64"),
  ]);
  return { ...manifest, data: Object.fromEntries(encoded) as JsonObject };
}

/** Removes the data of a Secret: write-only data is not part of the state. */
export function withoutSecrets(object: JsonObject): JsonObject {
  if (object["kind"] !== "Secret") return object;
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== "data"));
}
