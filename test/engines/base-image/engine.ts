import path from "node:path";
import { EngineProblem, type Log } from "../engine.ts";
import { execute } from "../execute.ts";
import { DEBIAN_NEEDED, debianEnvironment, unpackDebian } from "../recipes/debian.ts";
import { unpackNpm } from "../recipes/npm.ts";
import { toolEngine } from "../tool.ts";
import { writeLayout } from "./layout.ts";

const NODE = `node-linux-${process.arch}@24.21.0`;
const NPM = "npm@11.21.2";
const RELEASE = "bookworm";
/** The image that this engine replaces, as Dockerfiles name it. */
export const BASE_IMAGE = { repository: "library/node", tag: "24-bookworm-slim" };

/**
 * A root file system like that of node:24-bookworm-slim, for machines that cannot reach a container
 * registry: Debian by debootstrap, node and npm from their npm packages.
 */
export const baseImage = toolEngine({
  name: "base-image",
  purpose: "node:24-bookworm-slim for real image builds",
  version: "24.21.0",
  needs: `${DEBIAN_NEEDED}, root (debootstrap makes a chroot) and npm`,
  programs: { index: "layout/index.json" },
  inputs: () => [NODE, NPM, RELEASE, "layout 1"],
  build,
  spaceMiB: 1500,
});

async function build(directory: string, log: Log): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw new EngineProblem(
      "debootstrap makes a chroot, which needs root: run as root, or install Docker",
    );
  }
  const tools = path.join(directory, "tools");
  const rootfs = path.join(directory, "rootfs");
  await unpackDebian(["debootstrap", "debian-archive-keyring"], tools, log);
  await bootstrap(tools, rootfs, log);
  await addNode(directory, rootfs, log);
  log("packing the layer");
  const tar = path.join(directory, "rootfs.tar");
  const options = ["--sort=name", "--numeric-owner", "--mtime=@0", "--one-file-system"];
  await execute("tar", ["-C", rootfs, ...options, "-cf", tar, "."]);
  await writeLayout(tar, path.join(directory, "layout"), BASE_IMAGE.tag);
  await execute("rm", ["-rf", tools, rootfs, tar]);
}

async function bootstrap(tools: string, rootfs: string, log: Log): Promise<void> {
  const root = path.join(tools, "root");
  const keyring = path.join(root, "usr/share/keyrings/debian-archive-keyring.gpg");
  log(`debootstrap ${RELEASE}`);
  const options = [
    "--variant=minbase",
    "--include=ca-certificates,libstdc++6",
    `--keyring=${keyring}`,
  ];
  await execute(path.join(root, "usr/sbin/debootstrap"), [...options, RELEASE, rootfs], {
    env: { ...debianEnvironment(tools), DEBOOTSTRAP_DIR: path.join(root, "usr/share/debootstrap") },
  });
  const useless = [
    "var/cache/apt/archives",
    "var/lib/apt/lists",
    "usr/share/doc",
    "usr/share/locale",
  ];
  await execute("rm", ["-rf", ...useless.map((folder) => path.join(rootfs, folder))]);
  // apt refuses to run without this folder.
  await execute("mkdir", ["-p", path.join(rootfs, "var/cache/apt/archives/partial")]);
}

/** Adds what the official image adds: node, npm, npx and the user `node` (1000). */
async function addNode(directory: string, rootfs: string, log: Log): Promise<void> {
  const unpacked = path.join(directory, "node");
  await unpackNpm(NODE, unpacked, log);
  await execute("install", [
    "-m755",
    path.join(unpacked, "bin/node"),
    path.join(rootfs, "usr/local/bin/node"),
  ]);
  await execute("rm", ["-rf", unpacked]);
  const modules = path.join(rootfs, "usr/local/lib/node_modules");
  await unpackNpm(NPM, path.join(modules, "npm"), log);
  for (const name of ["npm", "npx"]) {
    const script = `../lib/node_modules/npm/bin/${name}-cli.js`;
    await execute("ln", ["-s", script, path.join(rootfs, "usr/local/bin", name)]);
    await execute("chmod", ["755", path.join(modules, "npm/bin", `${name}-cli.js`)]);
  }
  await execute("chroot", [rootfs, "groupadd", "--gid", "1000", "node"]);
  const user = ["--uid", "1000", "--gid", "node", "--shell", "/bin/bash", "--create-home", "node"];
  await execute("chroot", [rootfs, "useradd", ...user]);
}
