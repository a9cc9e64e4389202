import { createHash } from "node:crypto";
import * as z from "zod/mini";
import { STATUS_STATES } from "../github/status.ts";

// The comment of an environment has a part for each of its workspaces. What a job says of its workspace is that part; the
// rest of the comment is written anew from all parts, by whichever job writes it.

const risk = z.object({
  /** A line of Markdown: what is destroyed, replaced, opened or no longer protected, and what follows. */
  text: z.string(),
  /** 0 is the most severe: as in `risksOf`. */
  weight: z.number(),
  /** It names an attribute, such as one that opens access, while its object may stay. Kept comments call it so. */
  isOpening: z.boolean(),
});

/** The risks of one plan, the most severe first. */
const riskList = z.object({
  lines: z.array(risk),
  /** The first of them in a few words. */
  gravest: z.string(),
  /** How many risks have no line, and how many of these are of an attribute. */
  hidden: z.number(),
  hiddenOpenings: z.number(),
  /** How many objects are destroyed and replaced, by the lines that name them; without lines: those that none names. */
  losses: z.array(
    z.object({ lines: z.array(z.number()), destroyed: z.number(), replaced: z.number() }),
  ),
  /** Something is destroyed or replaced. */
  hasLoss: z.boolean(),
});

/** What a report says first, in paragraphs of Markdown. */
const head = z.object({
  what: z.enum(["Plan", "Apply"]),
  /** What people call the environment; "" where nobody says it. */
  label: z.string(),
  directory: z.string(),
  /** Above all else: what stands in the way. */
  alerts: z.array(z.string()),
  /** The tool's own counts, or how it ended. */
  line: z.string(),
  /** The same in a few words, for an index. */
  short: z.string(),
  /** Between that line and the risks. */
  notes: z.array(z.string()),
  /** Undefined: nothing is known, or nothing changes. */
  risks: z.optional(riskList),
  /** Below the risks. */
  below: z.array(z.string()),
  /** What was not looked at, in a few words, for an index. Plain text. */
  unseen: z.optional(z.string()),
  /** What happens next while the plan is only planned, and whether there is anything to apply. */
  next: z.optional(
    z.object({
      text: z.string(),
      hasWork: z.boolean(),
      /** It is not applied as it is. */
      isRefused: z.optional(z.boolean()),
    }),
  ),
  /** Address of the whole report. */
  report: z.optional(z.string()),
});

const status = z.object({
  state: z.enum(STATUS_STATES),
  runId: z.number(),
  runAttempt: z.number(),
  at: z.number(),
  text: z.string(),
});

/** A part without its blocks, as it is kept in the comment. */
export const storedPart = z.object({
  command: z.enum(["plan", "apply"]),
  /** Folder of the workspace from the repository's root, and its Terraform workspace where one is named. */
  directory: z.string(),
  /** Where there is only room for the end of that name: what the whole one is known by. */
  id: z.optional(z.string()),
  /** Which state it has, as a hash. Undefined before the first deployment. */
  state: z.optional(z.string()),
  /** The commit that it is about; for a pull request the last one of its branch. */
  head: z.string(),
  /** The run that wrote it. Ids grow over all workflows of a repository. */
  runId: z.number(),
  runAttempt: z.number(),
  /** When it was made, in milliseconds since the epoch: orders what one attempt writes. */
  at: z.number(),
  /** What is true of the plan, for labels. */
  facts: z.optional(z.array(z.string())),
  /** How far it has come. */
  status: z.optional(status),
  says: head,
  /** Titles of the blocks that there is no room for. */
  left: z.array(z.string()),
  foot: z.string(),
});

export type RiskList = z.infer<typeof riskList>;
export type Head = z.infer<typeof head>;

/** A section of a report, as Markdown. */
export interface Block {
  title: string;
  /** How far down it stands in a report: those with the highest number are left out first. */
  rank: number;
  text: string;
}

/** What the comment of an environment has of one workspace. */
export type Part = z.infer<typeof storedPart> & { blocks: Block[] };

/** Which workspace a part is about. */
export type Workspace = Pick<Part, "directory" | "id" | "state">;

/** What a folder is known by, also when there was no room for its name. */
export const idOf = ({ directory, id }: Pick<Part, "directory" | "id">): string =>
  id ?? createHash("sha256").update(directory).digest("base64url").slice(0, 12);

export const isSameFolder = (a: Workspace, b: Workspace): boolean =>
  a.id === undefined && b.id === undefined ? a.directory === b.directory : idOf(a) === idOf(b);

/**
 * Whether a part is that of a workspace. Before the first deployment there is no state to name: such a part is that of
 * the state which comes to be.
 */
export const isOfWorkspace = (part: Workspace, workspace: Workspace): boolean =>
  isSameFolder(part, workspace) && (part.state === undefined || part.state === workspace.state);
