import { isObject } from "../base/object.ts";
import { lineOf, readJson } from "./json-syntax.ts";

/** A module that a Terraform file calls. */
export interface ModuleCall {
  /** As written, such as ../modules/queue or terraform-aws-modules/vpc/aws. */
  source: string;
  file: string;
  /** The line of its source. Counts from 1. */
  line: number;
}

/** Finds the modules that a Terraform file calls. */
export const moduleCalls = (file: string, text: string): ModuleCall[] =>
  file.endsWith(".json") ? callsOfJson(file, text) : callsOfBlocks(file, text);

/** Returns whether a module is a folder of the same repository. Terraform downloads all other modules. */
export const isLocal = ({ source }: Pick<ModuleCall, "source">): boolean =>
  /^\.{1,2}\//.test(source);

/** Reads the source of each module block. Other blocks, such as aws_s3_object, have a source too. */
function callsOfBlocks(file: string, text: string): ModuleCall[] {
  let isInModule = false;
  return text.split("\n").flatMap((line, index) => {
    if (/^\s*[a-z_]+(?:\s+"[^"]*")*\s*\{/.test(line) && !/^\s*\w+\s*=/.test(line))
      isInModule = /^\s*module\s/.test(line) || (isInModule && /^\s+providers\b/.test(line));
    const [, source] = /^(?:[^#]*\{)?\s*source\s*=\s*"([^"]*)"/.exec(line) ?? [];
    return isInModule && source !== undefined ? [{ source, file, line: index + 1 }] : [];
  });
}

function callsOfJson(file: string, text: string): ModuleCall[] {
  const { module } = readJson(text);
  const blocks = isObject(module) ? Object.values(module) : [];
  return blocks.flatMap((block) => {
    const source = isObject(block) ? block["source"] : undefined;
    return typeof source === "string" ? [{ source, file, line: lineOf(text, source) }] : [];
  });
}
