import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The hosts from which the two tools take `hashicorp/…`. */
const HOSTS = ["registry.terraform.io", "registry.opentofu.org"];

/**
 * Writes a CLI configuration for Terraform and OpenTofu into `directory`. It allows providers from the mirrors only.
 * @returns its path, for TF_CLI_CONFIG_FILE
 */
export function writeMirrorConfiguration(directory: string, mirrors: readonly string[]): string {
  const shared = path.join(directory, "mirror");
  for (const mirror of mirrors) for (const host of HOSTS) link(mirror, path.join(shared, host));
  const file = path.join(directory, "mirror.tfrc");
  const text = `disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path = ${JSON.stringify(shared)}
  }
}
`;
  writeFileSync(file, text);
  return file;
}

/** Links the packages of a mirror: both tools follow links to packages, but not links to the folders above them. */
function link(mirror: string, target: string): void {
  const source = path.join(mirror, "registry.terraform.io");
  for (const type of folders(source).flatMap((namespace) =>
    folders(path.join(source, namespace)).map((name) => path.join(namespace, name)),
  ))
    for (const version of readdirSync(path.join(source, type), { withFileTypes: true })) {
      const from = path.join(source, type, version.name);
      const packages = version.isDirectory()
        ? readdirSync(from).map((platform) => path.join(version.name, platform))
        : [version.name];
      for (const name of packages) {
        const to = path.join(target, type, name);
        mkdirSync(path.dirname(to), { recursive: true });
        symlinkSync(path.join(source, type, name), to);
      }
    }
}

const folders = (directory: string): string[] =>
  readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
