import { closeSync, openSync, readSync, readdirSync } from "node:fs";
import path from "node:path";

/** How many files are read. The rest of a larger context is not searched: the search only explains a failure. */
const MOST_FILES = 20_000;
/** How many scripts are named. */
const MOST_NAMED = 5;
/** Bytes within which a first line has to end. */
const FIRST_LINE = 256;

/**
 * Finds scripts in a folder whose first line (`#!/bin/sh`) ends with CRLF: the kernel then looks for a program whose
 * name ends with a carriage return. Paths are relative to the folder, sorted. Files that cannot be read are left out.
 * @param called the names that were not found: a script with one of these names is the cause, and only it is returned
 */
export function findCrlfScripts(folder: string, called: readonly string[]): string[] {
  const found: string[] = [];
  let looked = 0;
  const walk = (relative: string): void => {
    for (const entry of list(path.join(folder, relative))) {
      const name = path.join(relative, entry.name);
      if (entry.isDirectory() && entry.name !== ".git" && entry.name !== "node_modules") walk(name);
      else if (entry.isFile() && (looked += 1) <= MOST_FILES && hasCrlf(path.join(folder, name)))
        found.push(name);
    }
  };
  walk("");
  const names = new Set(called.map((program) => path.basename(program)));
  const meant = found.filter((file) => names.has(path.basename(file)));
  return (meant.length > 0 ? meant : found).sort().slice(0, MOST_NAMED);
}

function list(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function hasCrlf(file: string): boolean {
  try {
    const descriptor = openSync(file, "r");
    try {
      const buffer = Buffer.alloc(FIRST_LINE);
      const start = buffer.subarray(0, readSync(descriptor, buffer)).toString("latin1");
      return /^#![^\r\n]*\r\n/.test(start);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return false;
  }
}
