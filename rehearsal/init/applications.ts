import path from "node:path";
import { copiedPaths, findContext } from "./context.ts";
import { readCommand, readDockerfile, type Instruction } from "../docker/dockerfile.ts";
import { knownBaseImage, runsPython, writesOf, type BaseImage } from "../base/base-images.ts";

/** One image, and the workload that runs it. */
export interface Application {
  /** Name of the image, the repository, and the workload. */
  name: string;
  /** Folder of the build context. */
  context: string;
  /** The Dockerfile, from the root of the repository, if it is not in the folder of the context. */
  file?: string;
  /** The first port of EXPOSE, otherwise the port of the base image. */
  port?: number;
  /** The base image that the port comes from, if the Dockerfile has no EXPOSE. */
  portOf?: string;
  /**
   * The user that the image runs as, according to its last stage or its base image: a number above 0, another word, or
   * undefined if neither states a user.
   */
  user?: string;
  /** Folders that the program writes to at startup, or may write to. */
  writes?: readonly string[];
  /** Its name says that it ends by itself (for example a migration), and it has no port. */
  runsOnce?: true;
}

/** Returns the Dockerfiles that docker takes by default: `Dockerfile`, otherwise `dockerfile`. */
export const dockerfilesIn = (files: readonly string[]): string[] =>
  files.filter((file) => {
    const other = file.replace(/dockerfile$/, "Dockerfile");
    return (
      path.posix.basename(other) === "Dockerfile" && (file === other || !files.includes(other))
    );
  });

/**
 * Finds the applications of a repository: one for each folder with a Dockerfile, named after the folder.
 * @param dockerfiles text of each file, by its path
 * @param repository name for a Dockerfile that is in no folder
 * @param files paths of the repository's files
 */
export function findApplications(
  dockerfiles: Readonly<Record<string, string>>,
  repository: string,
  files: readonly string[] = Object.keys(dockerfiles),
): Application[] {
  const taken = new Set<string>();
  return Object.keys(dockerfiles)
    .sort()
    .map((dockerfile) => {
      const text = dockerfiles[dockerfile] ?? "";
      const context = findContext(dockerfile, copiedPaths(instructionsOf(text)), files);
      const folder = path.posix.dirname(dockerfile);
      const name = nameFor(wordsOf(folder, context, repository), taken);
      taken.add(name);
      const facts = factsOf(text);
      const runsOnce = facts.port === undefined && ONCE.test(name);
      return {
        name,
        context,
        ...(context === folder ? {} : { file: dockerfile }),
        ...facts,
        ...(runsOnce ? { runsOnce } : {}),
      };
    });
}

/** Folders that say how an application is built, not which one it is. */
const OF_BUILDS = /^\.?(?:build|ci|container|deploy|deployment|docker|image|ops|package)s?$/i;

/** Returns the folders that name an application: the path of the Dockerfile without the folder of the build below it. */
function wordsOf(folder: string, context: string, repository: string): string[] {
  const words = folder === "." ? [] : folder.split("/");
  while (context !== folder && OF_BUILDS.test(words.at(-1) ?? "")) words.pop();
  return words.length === 0 ? [repository] : words;
}

/** Words in the names of programs that prepare data for other programs. */
const ONCE = /(?:^|-)(?:migrat(?:e|es|ion|ions|or)|seed|seeds|seeder|fixtures)(?:-|$)/;

/** Maximum length of a workload's name; see terraform/modules/workload/variables.tf. */
const LONGEST = 40;

/** Returns the name of the last folder. If that name is taken, the folders above are added. */
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

/** Converts a text to a name that Kubernetes, ECR and Terraform accept: lower-case letters, digits and hyphens. */
export function toName(text: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, LONGEST)
    .replaceAll(/^[^a-z]+|-+$/g, "");
  return name === "" ? "app" : name;
}

/**
 * Returns the facts that the last stage states. A file that cannot be read gives no facts: the build reports its error.
 */
function factsOf(text: string): Pick<Application, "port" | "portOf" | "user" | "writes"> {
  const instructions = instructionsOf(text);
  const stage = instructions.slice(instructions.findLastIndex(({ keyword }) => keyword === "FROM"));
  const [port] = stage
    .filter(({ keyword }) => keyword === "EXPOSE")
    .flatMap(({ rest }) => rest.split(/\s+/))
    .flatMap((word) => (/^\d+(?:\/tcp)?$/.test(word) ? [Number.parseInt(word, 10)] : []))
    .filter((one) => one >= 1 && one <= 65_535);
  const [base = ""] = stage[0]?.keyword === "FROM" ? stage[0].rest.split(/\s+/) : [];
  const known = knownBaseImage(base);
  const own = stage.findLast(({ keyword }) => keyword === "USER")?.rest.split(":")[0];
  const user = own ?? known?.user;
  const writes = foldersOf(base, stage);
  return {
    ...portOf(port, known, base),
    ...(user === undefined ? {} : { user }),
    ...(writes.length === 0 ? {} : { writes }),
  };
}

/** Returns the folders that it must write to, and /tmp for a Python program: many packages make temporary files. */
function foldersOf(base: string, stage: readonly Instruction[]): string[] {
  const command = ["ENTRYPOINT", "CMD"].flatMap((wanted) =>
    readCommand(stage.findLast(({ keyword }) => keyword === wanted)?.rest ?? ""),
  );
  const writes = writesOf({ base, command, variables: [], folder: "/" });
  const python = runsPython(base, command) ? ["/tmp"] : [];
  return [...new Set([...writes.map(({ names: [name] }) => name), ...python])];
}

function portOf(
  exposed: number | undefined,
  known: BaseImage | undefined,
  base: string,
): Pick<Application, "port" | "portOf"> {
  if (exposed !== undefined) return { port: exposed };
  return known?.port === undefined ? {} : { port: known.port, portOf: base };
}

/** Returns the instructions of a Dockerfile; none of a file that cannot be read. */
function instructionsOf(text: string): Instruction[] {
  try {
    return readDockerfile(text);
  } catch {
    return [];
  }
}
