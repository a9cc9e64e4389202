import { parse } from "smol-toml";

/** What a TOML file says; nothing where it is not TOML: the program whose file it is explains that better. */
export function readToml(text: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch {
    return {};
  }
}
