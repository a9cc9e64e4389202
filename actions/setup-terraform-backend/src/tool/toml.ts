import { parse } from "smol-toml";

/**
 * Returns what a TOML file says. If the text is not TOML, returns nothing: the program that the file is for explains
 * that better.
 */
export function readToml(text: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch {
    return {};
  }
}
