import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { BuildOptions } from "./arguments.ts";
import { normalPlatform, ownPlatform } from "./build-arguments.ts";
import { readContext } from "./context.ts";
import { readDockerfile } from "./dockerfile.ts";
import type { Instruction } from "./dockerfile.ts";
import { BuildError } from "./errors.ts";
import { packImage } from "./image.ts";
import type { Image } from "./image.ts";
import { descriptor } from "./layer.ts";
import { pushImage, readName } from "./push.ts";

/** The first line that the stand-in prints, so that nobody takes its image for a complete build. */
export const NOTICE = "docker stand-in: packs the build context, runs no RUN instruction";

/**
 * Runs `docker buildx build`: packs and pushes the image, and writes the metadata file.
 * @throws BuildError
 */
export async function build(
  options: BuildOptions,
  environment: Readonly<Record<string, string | undefined>>,
  print: (line: string) => void,
): Promise<void> {
  print(`#0 ${NOTICE}`);
  const file = options.file ?? path.join(options.context, "Dockerfile");
  const instructions = readInstructions(file);
  if (!existsSync(options.context) || !statSync(options.context).isDirectory())
    throw new BuildError(`unable to prepare context: path "${options.context}" not found`);
  const platforms = options.platforms.map(normalPlatform);
  const image = await packImage({
    instructions,
    context: readContext(options.context, file),
    buildArgs: options.buildArgs,
    labels: options.labels,
    target: options.target,
    platforms: platforms.length > 0 ? [...new Set(platforms)] : [ownPlatform()],
    say: steps(print),
  });
  print(`#99 exporting manifest ${image.root.digest}`);
  if (options.push)
    for (const name of options.names) {
      print(`#99 pushing ${name}`);
      await pushImage(image, readName(name), environment["DOCKER_CONFIG"]);
    }
  if (options.metadataFile !== undefined)
    writeFileSync(options.metadataFile, metadata(image, options.names));
  print("#99 DONE");
}

function readInstructions(file: string): Instruction[] {
  if (!existsSync(file))
    throw new BuildError(
      `failed to read dockerfile: open ${path.basename(file)}: no such file or directory`,
    );
  return readDockerfile(readFileSync(file, "utf8"));
}

/** Prints steps like BuildKit's `#7 [3] COPY …`. A line that begins with spaces belongs to the step before it. */
function steps(print: (line: string) => void): (text: string) => void {
  let number = 0;
  return (text) => {
    if (!text.startsWith(" ")) number += 1;
    print(
      `#${number} ${text.startsWith(" ") ? text.trim() : `[${number}] ${text.replaceAll(/\s+/g, " ")}`}`,
    );
  };
}

const metadata = (image: Image, names: readonly string[]): string =>
  JSON.stringify({
    "containerimage.config.digest": image.config.digest,
    "containerimage.descriptor": descriptor(image.root),
    "containerimage.digest": image.root.digest,
    "image.name": names.join(","),
  });
