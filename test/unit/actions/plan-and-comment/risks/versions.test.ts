import { describe, expect, it } from "@jest/globals";
import { pathText } from "../../../../../actions/lib/terraform/attribute-path.ts";
import type { Change, Json } from "../../../../../actions/lib/terraform/plan-json.ts";
import { versionChangesOf } from "../../../../../actions/plan-and-comment/src/risks/versions.ts";

const changesOf = (type: string, before: Json, after: Json, more: Partial<Change> = {}) =>
  versionChangesOf({
    address: `${type}.x`,
    mode: "managed",
    type,
    name: "x",
    change: { actions: ["update"], before, after, ...more },
  }).map(({ kind, difference, text }) => `${kind} ${pathText(difference?.steps ?? [])}: ${text}`);

const version = (text: Json) => ({ version: text });
const ON = "it can go back for 7 days only; its nodes and add-ons have to follow";
const BACK =
  "AWS refuses it unless that undoes an upgrade of the last 7 days; its nodes and add-ons go back first";

describe("the version of a cluster", () => {
  it.each<[string, string, string[]]>([
    ["1.31", "1.32", [`version version: ${ON}`]],
    ["1.29", "1.30", [`version version: ${ON}`]],
    [
      "1.30",
      "1.32",
      ["version version: AWS refuses it: one minor version at a time, so 1.31 first"],
    ],
    ["1.32", "1.31", [`version version: ${BACK}`]],
    [
      "1.32",
      "1.30",
      ["version version: AWS refuses it: a cluster goes back by one minor version at most"],
    ],
    ["1.32", "1.32", []],
    ["1.32", "latest", []],
  ])("%s → %s", (before, after, wanted) => {
    expect(changesOf("aws_eks_cluster", version(before), version(after))).toStrictEqual(wanted);
  });

  it.each<[string, Partial<Change>]>([
    ["of a cluster that is replaced", { actions: ["delete", "create"] }],
    ["that is known only after the apply", { after_unknown: { version: true } }],
    ["that is sensitive", { before_sensitive: { version: true } }],
  ])("%s is not reported", (_, more) => {
    expect(changesOf("aws_eks_cluster", version("1.30"), version("1.32"), more)).toStrictEqual([]);
  });
});

const NODES = "new nodes take over, and the pods on the old ones are evicted";
const template = (text: Json) => ({
  version: "1.32",
  launch_template: [{ id: "lt-1", version: text }],
});

describe("the nodes of a group", () => {
  it.each<[string, Json, Json, Partial<Change>, string[]]>([
    ["a version", version("1.31"), version("1.32"), {}, [`nodes version: ${NODES}`]],
    [
      "a release, after which the version is the same",
      { version: "1.32", release_version: "1.32.0-20250101" },
      { version: "1.32", release_version: "1.32.1-20250201" },
      {},
      [`nodes release_version: ${NODES}`],
    ],
    [
      "another version of the launch template",
      template("3"),
      template("4"),
      {},
      [`nodes launch_template[0].version: ${NODES}`],
    ],
    [
      "a launch template whose version is not known yet",
      template("3"),
      template(null),
      { after_unknown: { launch_template: [{ version: true }] } },
      [
        "nodes launch_template[0].version: where it changes, new nodes take over, and the pods on the old ones are evicted",
      ],
    ],
    [
      "labels only",
      { ...version("1.32"), labels: {} },
      { ...version("1.32"), labels: null },
      {},
      [],
    ],
  ])("%s", (_, before, after, more, wanted) => {
    expect(changesOf("aws_eks_node_group", before, after, more)).toStrictEqual(wanted);
  });
});

const engine = (text: string) => ({ engine_version: text });
const FORWARD =
  "version engine_version: it cannot go back: only a snapshot from before the upgrade has the old version; connections end meanwhile";

describe("the version of a database", () => {
  it.each<[string, string, string[]]>([
    ["14.9", "15.4", [FORWARD]],
    ["14.9", "14.10", [FORWARD]],
    ["8.0.mysql_aurora.3.05.2", "8.0.mysql_aurora.3.06.0", [FORWARD]],
    [
      "15.4",
      "14.9",
      ["version engine_version: AWS refuses it: an engine does not go back to an older version"],
    ],
    // Versions of PostgreSQL's extended support, and of Oracle's release updates.
    ["11.22", "11.22-rds.20240418", []],
    ["11.22-rds.20240418", "11.22-rds.20240509", [FORWARD]],
    ["11.22-rds.20240418", "11.23", [FORWARD]],
    ["19.0.0.0.ru-2023-01.rur-2023-01.r1", "19.0.0.0.ru-2024-01.rur-2024-01.r1", [FORWARD]],
    ["15.4", "15", []],
    ["15", "15.4", []],
  ])("%s → %s", (before, after, wanted) => {
    expect(changesOf("aws_rds_cluster", engine(before), engine(after))).toStrictEqual(wanted);
    expect(changesOf("aws_mq_broker", engine(before), engine(after))).toStrictEqual([]);
  });
});
