import type { Instruction } from "./dockerfile.ts";
import { readWords } from "./words.ts";

/** Values of ARG and ENV by name. */
export type Variables = Record<string, string>;

/** Returns the ARG values that BuildKit predefines. @param platform os/architecture, with or without a variant */
export function platformVariables(platform: string): Variables {
  const [os = "", architecture = "", variant = ""] = platform.split("/");
  const of = (prefix: string) => ({
    [`${prefix}PLATFORM`]: platform,
    [`${prefix}OS`]: os,
    [`${prefix}ARCH`]: architecture,
    [`${prefix}VARIANT`]: variant,
  });
  return { ...of("TARGET"), ...of("BUILD") };
}

/** Declares an ARG: its value is the build's, otherwise the default, otherwise that of an ARG before the first FROM. */
export function declare(
  { rest }: Instruction,
  variables: Variables,
  globals: Variables,
  buildArgs: Readonly<Record<string, string>>,
): void {
  for (const word of readWords(rest, variables)) {
    const [, name = "", , fallback] = /^([^=]*)(=([^]*))?$/.exec(word) ?? [];
    const value = buildArgs[name] ?? fallback ?? globals[name];
    if (value !== undefined) variables[name] = value;
  }
}
