import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "@jest/globals";
import { findMirrors } from "../../../engines/provider-mirror.ts";
import { inDirectory } from "./directory.ts";

const PLATFORM = `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;
const HOST = "registry.terraform.io";

async function unpacked(mirror: string, source: string, version: string): Promise<void> {
  await mkdir(path.join(mirror, HOST, source, version, PLATFORM), { recursive: true });
}

describe("findMirrors", () => {
  it("takes the folders that are named, in their order, with both layouts", () =>
    inDirectory(async (directory) => {
      const [first, second] = [path.join(directory, "a"), path.join(directory, "b")];
      await unpacked(first, "hashicorp/aws", "5.100.0");
      const packed = path.join(second, HOST, "hashicorp/helm");
      await mkdir(packed, { recursive: true });
      await writeFile(path.join(packed, `terraform-provider-helm_3.1.2_${PLATFORM}.zip`), "");
      await writeFile(path.join(packed, "terraform-provider-helm_3.1.2_plan9_mips.zip"), "");
      const named = { EKS_PIPELINE_PLUGIN_MIRRORS: `${first}:${second}:${directory}/nothing` };
      const found = await findMirrors(named, [directory]);
      expect(found.map(({ providers }) => providers)).toStrictEqual([
        [{ source: "hashicorp/aws", version: "5.100.0" }],
        [{ source: "hashicorp/helm", version: "3.1.2" }],
      ]);
      expect(found.map(({ origin }) => origin)).toStrictEqual(Array(2).fill(Object.keys(named)[0]));
    }));

  it("finds a mirror up to three folders below a root, and none below that", () =>
    inDirectory(async (directory) => {
      await unpacked(path.join(directory, "x/y/z"), "hashicorp/aws", "5.100.0");
      await unpacked(path.join(directory, "1/2/3/4"), "hashicorp/aws", "5.99.0");
      const found = await findMirrors({}, [directory, path.join(directory, "missing")]);
      expect(found.map((mirror) => path.relative(directory, mirror.directory))).toStrictEqual([
        "x/y/z",
      ]);
    }));

  it("leaves out a folder that has nothing for this platform", () =>
    inDirectory(async (directory) => {
      await mkdir(path.join(directory, HOST, "hashicorp/aws/5.100.0/plan9_mips"), {
        recursive: true,
      });
      expect(await findMirrors({}, [directory])).toStrictEqual([]);
    }));
});
