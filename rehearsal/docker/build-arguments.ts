import type { Instruction } from "./dockerfile.ts";
import { readWords } from "./words.ts";

/** Values of ARG and ENV by name. */
export type Variables = Record<string, string>;

const ARCHITECTURES: Readonly<Record<string, string>> = { X64: "amd64", ARM64: "arm64" };

/**
 * Returns the platform of a build that names none: the platform of the job's runner. No instruction is run here, so any
 * platform works.
 */
export const ownPlatform = (): string => {
  const runner = ARCHITECTURES[process.env["RUNNER_ARCH"] ?? ""];
  return `linux/${runner ?? (process.arch === "x64" ? "amd64" : process.arch)}`;
};

/**
 * Returns a platform as BuildKit writes it: without the variant that all machines of an architecture have, and with the
 * usual variant of arm.
 * https://github.com/containerd/platforms/blob/main/database.go
 */
export function normalPlatform(platform: string): string {
  const [os = "", architecture = "", variant = ""] = platform.toLowerCase().split("/");
  const isUsual = /^(?:arm64\/v?8|amd64\/v1)$/.test(`${architecture}/${variant}`);
  const ofArm = variant === "" ? "v7" : variant.replace(/^(?=\d$)/, "v");
  const written = architecture === "arm" ? ofArm : isUsual ? "" : variant;
  return [os, architecture, written].filter((part) => part !== "").join("/");
}

/** Returns the ARG values that BuildKit predefines. @param platform of the image, as `normalPlatform` writes it */
export function platformVariables(platform: string): Variables {
  const of = (prefix: string, name: string) => {
    const [os = "", architecture = "", variant = ""] = name.split("/");
    return {
      [`${prefix}PLATFORM`]: name,
      [`${prefix}OS`]: os,
      [`${prefix}ARCH`]: architecture,
      [`${prefix}VARIANT`]: variant,
    };
  };
  return { ...of("TARGET", platform), ...of("BUILD", ownPlatform()) };
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
