import path from "node:path";
import { readDockerfile, type Instruction } from "../docker/dockerfile.ts";
import { knownBaseImage, type BaseImage } from "../base/base-images.ts";

/** One image, and the workload that runs it. */
export interface Application {
  /** Name of the image, the repository, and the workload. */
  name: string;
  /** Folder of the Dockerfile, which is the build context. */
  context: string;
  /** The first port of EXPOSE, else that of the base image. */
  port?: number;
  /** The base image whose port it is, where the Dockerfile has no EXPOSE. */
  portOf?: string;
  /** Who the image runs as by its last stage: a number above 0, another word, or undefined without a USER. */
  user?: string;
  /** Folders that the base image writes to when it starts. */
  writes?: readonly string[];
  /** Its name says that it ends by itself, such as a migration, and it has no port. */
  runsOnce?: true;
}

/**
 * The applications of a repository: one for each folder with a Dockerfile, named like the folder.
 * @param dockerfiles text of each file, by its path
 * @param repository name for a Dockerfile that is in no folder
 */
export function findApplications(
  dockerfiles: Readonly<Record<string, string>>,
  repository: string,
): Application[] {
  const taken = new Set<string>();
  return Object.keys(dockerfiles)
    .sort()
    .map((file) => {
      const context = path.posix.dirname(file);
      const folders = context === "." ? [repository] : context.split("/");
      const name = nameFor(folders, taken);
      taken.add(name);
      const facts = factsOf(dockerfiles[file] ?? "");
      const runsOnce = facts.port === undefined && ONCE.test(name);
      return { name, context, ...facts, ...(runsOnce ? { runsOnce } : {}) };
    });
}

/** Words of names of programs that prepare data for others. */
const ONCE = /(?:^|-)(?:migrat(?:e|es|ion|ions|or)|seed|seeds|seeder|fixtures)(?:-|$)/;

/** Longest name of a workload; see terraform/modules/workload/variables.tf. */
const LONGEST = 40;

/** The last folder, with the folders before it where it alone is taken. */
function nameFor(folders: readonly string[], taken: ReadonlySet<string>): string {
  for (let count = 1; count <= folders.length; count += 1) {
    const name = toName(folders.slice(-count).join("-"));
    if (!taken.has(name)) return name;
  }
  let number = 2;
  const name = toName(folders.join("-"));
  while (taken.has(`${name}-${number}`)) number += 1;
  return `${name}-${number}`;
}

/** A text as Kubernetes, ECR and Terraform accept it as a name: lower-case letters, digits and hyphens. */
export function toName(text: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, LONGEST)
    .replaceAll(/^[^a-z]+|-+$/g, "");
  return name === "" ? "app" : name;
}

/** What the last stage says. A file that cannot be read says nothing: the build reports what is wrong with it. */
function factsOf(text: string): Pick<Application, "port" | "portOf" | "user" | "writes"> {
  const stage = lastStage(text);
  const [port] = stage
    .filter(({ keyword }) => keyword === "EXPOSE")
    .flatMap(({ rest }) => rest.split(/\s+/))
    .flatMap((word) => (/^\d+(?:\/tcp)?$/.test(word) ? [Number.parseInt(word, 10)] : []))
    .filter((one) => one >= 1 && one <= 65_535);
  const user = stage.findLast(({ keyword }) => keyword === "USER")?.rest.split(":")[0];
  const [base = ""] = stage[0]?.keyword === "FROM" ? stage[0].rest.split(/\s+/) : [];
  const known = knownBaseImage(base);
  return {
    ...portOf(port, known, base),
    ...(user === undefined ? {} : { user }),
    ...(known === undefined ? {} : { writes: known.writes.map(({ names: [name] }) => name) }),
  };
}

function portOf(
  exposed: number | undefined,
  known: BaseImage | undefined,
  base: string,
): Pick<Application, "port" | "portOf"> {
  if (exposed !== undefined) return { port: exposed };
  return known === undefined ? {} : { port: known.port, portOf: base };
}

function lastStage(text: string): Instruction[] {
  try {
    const instructions = readDockerfile(text);
    return instructions.slice(instructions.findLastIndex(({ keyword }) => keyword === "FROM"));
  } catch {
    return [];
  }
}
