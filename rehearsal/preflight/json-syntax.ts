import { isObject } from "../base/object.ts";

// Terraform's JSON syntax. https://developer.hashicorp.com/terraform/language/syntax/json

/** Reads a file in JSON syntax. A file that cannot be read has no members: Terraform reports its error. */
export function readJson(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** Returns the line where a text first occurs as a whole JSON string, from 1. */
export const lineOf = (text: string, word: string): number =>
  text.slice(0, Math.max(0, text.indexOf(JSON.stringify(word)))).split("\n").length;
