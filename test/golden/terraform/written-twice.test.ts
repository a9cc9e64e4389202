// In Terraform, resource types cannot share blocks, variables cannot share a type, and a root module cannot import
// rules from another one. So terraform/ repeats some blocks. These tests check that the copies are equal.
import { describe, expect, it } from "@jest/globals";
import { textOf } from "../../support/workflows/files.ts";

/** Returns the places of the blocks with a header in lines of HCL: first line, and the line after the last line. */
const placesOf = (lines: readonly string[], header: RegExp): [number, number][] =>
  lines.flatMap((line, start): [number, number][] => {
    if (!header.test(line)) return [];
    return [[start, lines.indexOf(`${marginOf(line)}}`, start) + 1]];
  });

const marginOf = (line: string): string => /^ */.exec(line)?.[0] ?? "";

/** Returns the lines of the blocks with a header, with the indentation of a top-level block. */
const blocks = (lines: readonly string[], header: RegExp): string[][] =>
  placesOf(lines, header).map(([start, end]) =>
    lines.slice(start, end).map((line) => line.slice(marginOf(lines[start] ?? "").length)),
  );

/** Returns the lines outside of the blocks with a header, without blank lines. */
const without = (lines: readonly string[], header: RegExp): string[] => {
  const places = placesOf(lines, header);
  return lines.filter(
    (line, index) => line !== "" && places.every(([start, end]) => index < start || index >= end),
  );
};

const linesOf = (file: string): string[] => textOf(`terraform/${file}`).split("\n");

describe("the pod of a workload", () => {
  const template = (name: string): string[] =>
    blocks(linesOf(`modules/workload/${name}.tf`), /^ *template \{$/).flat();

  it("is the same for a Job and for a CronJob", () => {
    expect(template("job").length).toBeGreaterThan(100);
    expect(template("cron-job")).toStrictEqual(template("job"));
  });

  it("also has ports, probes and a spread in a Deployment, and is restarted", () => {
    const more = /^ *dynamic "(?:port|\w+_probe|topology_spread_constraint)" \{$/;
    const once = /^ *restart_policy +=/;
    expect(without(template("deployment"), more)).toStrictEqual(
      without(template("job"), more).filter((line) => !once.test(line)),
    );
  });
});

describe("variables", () => {
  const variable = (folder: string, name: string): string[] =>
    blocks(linesOf(`${folder}/variables.tf`), new RegExp(`^variable "${name}" \\{$`)).flat();

  it.each(["name", "environment", "region"])("%s has one rule in both workspaces", (name) => {
    const [ours, theirs] = ["infrastructure", "kubernetes"].map((workspace) =>
      blocks(variable(workspace, name), /^ *validation \{$/),
    );
    expect(ours).toHaveLength(1);
    expect(theirs).toStrictEqual(ours);
  });

  it("node_groups has the same attributes and defaults as the module: other attributes would be dropped", () => {
    const [ours, theirs] = ["infrastructure", "modules/node-group"].map(
      (folder) =>
        /^ {2}type = .*?^ {2}\}\)\)$/ms.exec(variable(folder, "node_groups").join("\n"))?.[0],
    );
    expect(ours).toContain("taints");
    expect(theirs).toBe(ours);
  });
});
