import { createHash } from "node:crypto";
import * as z from "zod/mini";
import { STATUS_STATES } from "../github/status.ts";

// The comment of an environment has a part for each of its workspaces. A job reports about its workspace in that part.
// Whichever job writes the comment renders the rest of it again from all parts.

const risk = z.object({
  /** A line of Markdown: what is destroyed, replaced, opened or no longer protected, and what follows. */
  text: z.string(),
  /** 0 is the most severe: as in `risksOf`. */
  weight: z.number(),
  /**
   * The risk names an attribute, such as one that opens access; the object itself may stay. Comments that already exist
   * use this name.
   */
  isOpening: z.boolean(),
});

/** The risks of one plan, the most severe first. */
const riskList = z.object({
  lines: z.array(risk),
  /** The first of the risks in a few words. */
  gravest: z.string(),
  /** How many risks have no line, and how many of these are about an attribute. */
  hidden: z.number(),
  hiddenOpenings: z.number(),
  /**
   * How many objects are destroyed and replaced, by the lines that name them. An entry without lines counts the objects
   * that no line names.
   */
  losses: z.array(
    z.object({ lines: z.array(z.number()), destroyed: z.number(), replaced: z.number() }),
  ),
  /** Something is destroyed or replaced. */
  hasLoss: z.boolean(),
});

/** The first part of a report, in paragraphs of Markdown. */
const head = z.object({
  what: z.enum(["Plan", "Apply"]),
  /** What people call the environment; "" if it has no name. */
  label: z.string(),
  directory: z.string(),
  /** Shown above everything else: what prevents the next step. */
  alerts: z.array(z.string()),
  /** The tool's own counts, or how the tool ended. */
  line: z.string(),
  /** The same in a few words, for an index. */
  short: z.string(),
  /** Shown between that line and the risks. */
  notes: z.array(z.string()),
  /** Undefined = nothing is known, or nothing changes. */
  risks: z.optional(riskList),
  /** Shown below the risks. */
  below: z.array(z.string()),
  /** What was not checked, in a few words, for an index. Plain text. */
  unseen: z.optional(z.string()),
  /** What happens next as long as nothing but the plan exists, and whether there is anything to apply. */
  next: z.optional(
    z.object({
      text: z.string(),
      hasWork: z.boolean(),
      /** The plan is refused: it is not applied as it is. */
      isRefused: z.optional(z.boolean()),
    }),
  ),
  /** Address of the full report. */
  report: z.optional(z.string()),
});

const status = z.object({
  state: z.enum(STATUS_STATES),
  runId: z.number(),
  runAttempt: z.number(),
  at: z.number(),
  text: z.string(),
});

/** A part without its blocks, in the form that the comment stores. */
export const storedPart = z.object({
  command: z.enum(["plan", "apply"]),
  /** Folder of the workspace from the repository's root, and its Terraform workspace if one is named. */
  directory: z.string(),
  /** Identifies the complete name if there is only room for its end. */
  id: z.optional(z.string()),
  /** Hash of the state that the workspace has. Undefined before the first deployment. */
  state: z.optional(z.string()),
  /** The commit that the part is about; for a pull request, the last commit of its branch. */
  head: z.string(),
  /** The run that wrote it. Ids grow over all workflows of a repository. */
  runId: z.number(),
  runAttempt: z.number(),
  /** When it was made, in milliseconds since the epoch. Orders what one attempt writes. */
  at: z.number(),
  /** What is true about the plan, for labels. */
  facts: z.optional(z.array(z.string())),
  /** The progress of the workspace. */
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
  /** The block's position in a report: blocks with the highest number are left out first. */
  rank: number;
  text: string;
}

/** What the comment of an environment says about one workspace. */
export type Part = z.infer<typeof storedPart> & { blocks: Block[] };

/** Identifies the workspace that a part is about. */
export type Workspace = Pick<Part, "directory" | "id" | "state">;

/** Returns the id of a folder, even if there was no room for its name. */
export const idOf = ({ directory, id }: Pick<Part, "directory" | "id">): string =>
  id ?? createHash("sha256").update(directory).digest("base64url").slice(0, 12);

export const isSameFolder = (a: Workspace, b: Workspace): boolean =>
  a.id === undefined && b.id === undefined ? a.directory === b.directory : idOf(a) === idOf(b);

/**
 * Returns whether a part belongs to a workspace. Before the first deployment there is no state to name: such a part
 * belongs to the state that is created later.
 */
export const isOfWorkspace = (part: Workspace, workspace: Workspace): boolean =>
  isSameFolder(part, workspace) && (part.state === undefined || part.state === workspace.state);
