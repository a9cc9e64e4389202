import { isFields, textOf, type Fields } from "../values.ts";
import type { JsonObject } from "./manifest.ts";

/** The object with the data that Terraform hands over at the apply and keeps nowhere (`data_wo`). */
export function withWriteOnly(manifest: JsonObject, config: Fields): JsonObject {
  const written = config["data_wo"];
  if (!isFields(written)) return manifest;
  const encoded = Object.keys(written).map((key) => [
    key,
    Buffer.from(textOf(written, key) ?? "").toString("base64"),
  ]);
  return { ...manifest, data: Object.fromEntries(encoded) as JsonObject };
}

/** A Secret without its data, which is not part of the state where it was written that way. */
export function withoutSecrets(object: JsonObject): JsonObject {
  if (object["kind"] !== "Secret") return object;
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== "data"));
}
