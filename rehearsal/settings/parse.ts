import { LineCounter, isMap, isScalar, isSeq, parseDocument, type Node, type Pair } from "yaml";
import { suggest } from "../base/closest.ts";
import { UsageError } from "../base/usage-error.ts";

/** What a repository has on GitHub and in AWS, in addition to its files. */
export interface Settings {
  variables: Record<string, string>;
  secrets: Record<string, string>;
  /** Subjects of the jobs that may assume a role, such as `environment:dev`, by the role's ARN. */
  roles: Record<string, string[]>;
  environments: Record<string, EnvironmentSettings>;
  /** Secrets of AWS Secrets Manager, by name. Each exists in every account and region of the environments. */
  awsSecrets: Record<string, AwsSecret>;
  /** Folder of an action, or `skip`, by owner/name. */
  actions: Record<string, string>;
  /** Which of several workflows a rehearsal runs, by event, or by the command that dispatches the workflow. */
  workflows: Record<string, string>;
  /**
   * Whether the file describes what exists on GitHub and in AWS. A file that only remembers choices of workflows does
   * not: the world then contains the same as without a file.
   */
  describesWorld: boolean;
}

/** A secret of AWS Secrets Manager. */
export interface AwsSecret {
  value: string;
  /** The roles in the environment files that may read it, such as `deploy`. */
  readers: string[];
}

/**
 * An environment of GitHub. Omitted fields come from the environment file. Without an environment file, anybody may
 * deploy.
 */
interface EnvironmentSettings {
  /** Logins of the required reviewers, one of whom must approve. */
  reviewers?: string[];
  /** Patterns for the branches that may deploy to it. */
  branches?: string[];
  variables: Record<string, string>;
  secrets: Record<string, string>;
}

const SECTIONS = [
  "variables",
  "secrets",
  "roles",
  "environments",
  "aws-secrets",
  "actions",
  "workflows",
];
const CHOICES = ["push", "pull_request", "merge_group", "release", "promote", "rollback"];
const SECRET_PARTS = ["value", "readers"];
const READERS = ["plan", "deploy"];
/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
const SECRET_NAME = /^[\w/+=.@-]{1,512}$/;
const PARTS = ["reviewers", "branches", "variables", "secrets"];
const ROLE = /^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/;
const ACTION = /^[^\s/@]+\/[^\s/@]+$/;

/**
 * Reads the text of a settings file. An omitted or empty section contains nothing.
 * @param file the file's name for messages
 * @throws UsageError with every problem, each with file and line
 */
export function parseSettings(text: string, file: string): Settings {
  return new Parser(text, file).settings();
}

class Parser {
  private readonly problems: string[] = [];
  private readonly lines = new LineCounter();
  private readonly text: string;
  private readonly file: string;

  constructor(text: string, file: string) {
    this.text = text;
    this.file = file;
  }

  settings(): Settings {
    const document = parseDocument(this.text, { lineCounter: this.lines });
    for (const { message, pos } of document.errors)
      this.report(pos[0], message.split(" at line ")[0] ?? message);
    const sections = document.errors.length > 0 ? {} : this.keys(document.contents, SECTIONS, "");
    const settings: Settings = {
      variables: this.texts(sections["variables"], "variables"),
      secrets: this.texts(sections["secrets"], "secrets"),
      roles: this.roles(sections["roles"]),
      environments: this.environments(sections["environments"]),
      awsSecrets: this.awsSecrets(sections["aws-secrets"]),
      actions: this.actions(sections["actions"]),
      workflows: this.workflows(sections["workflows"]),
      describesWorld: Object.keys(sections).join() !== "workflows",
    };
    if (this.problems.length > 0) throw new UsageError(this.problems.join("\n"));
    return settings;
  }

  private report(position: number | undefined, message: string): void {
    const { line } = this.lines.linePos(position ?? 0);
    this.problems.push(`${this.file}:${line}: ${message}`);
  }

  private at(node: Node | null | undefined, message: string): void {
    this.report(node?.range?.[0], message);
  }

  /**
   * Returns the values of a mapping by key; nothing for an empty node.
   * @param known the allowed keys, if they are fixed
   */
  private keys(
    node: Node | null | undefined,
    known: readonly string[] | undefined,
    where: string,
  ): Record<string, Node | null> {
    const found: Record<string, Node | null> = {};
    if (node === null || node === undefined || (isScalar(node) && node.value === null))
      return found;
    if (!isMap(node)) {
      this.at(node, `${where || "the file"} is not valid. Expected a map of names and values.`);
      return found;
    }
    for (const { key, value } of node.items as Pair<Node, Node | null>[]) {
      const name = isScalar(key) ? String(key.value) : "";
      if (known !== undefined && !known.includes(name))
        this.at(
          key,
          `${where === "" ? "" : `${where}.`}${name} is not known. ${suggest(name, known)}`,
        );
      else found[name] = value;
    }
    return found;
  }

  private texts(node: Node | null | undefined, where: string): Record<string, string> {
    return this.mapped(this.keys(node, undefined, where), (value, name) =>
      this.oneText(value, `${where}.${name}`),
    );
  }

  private oneText(value: Node | null | undefined, where: string): string | undefined {
    if (value === null || value === undefined) return "";
    if (isScalar(value) && value.value === null) return "";
    if (isScalar(value) && typeof value.value === "string") return value.value;
    if (isScalar(value)) return JSON.stringify(value.value);
    this.at(value, `${where} is not valid. Expected a text.`);
    return undefined;
  }

  private list(node: Node | null | undefined, where: string): string[] {
    if (node === null || node === undefined || (isScalar(node) && node.value === null)) return [];
    if (isScalar(node)) return [String(node.value)];
    if (isSeq(node) && node.items.every(isScalar))
      return node.items.map(({ value }) => String(value));
    this.at(node, `${where} is not valid. Expected a list, for example [main].`);
    return [];
  }

  private roles(node: Node | null | undefined): Settings["roles"] {
    return this.mapped(this.keys(node, undefined, "roles"), (value, arn) => {
      if (!ROLE.test(arn)) {
        this.at(
          value ?? node,
          `roles: "${arn}" is not valid. Expected the ARN of a role, for example arn:aws:iam::111122223333:role/deploy.`,
        );
        return undefined;
      }
      return this.list(value, `roles.${arn}`);
    });
  }

  private actions(node: Node | null | undefined): Settings["actions"] {
    const texts = this.texts(node, "actions");
    for (const [name, target] of Object.entries(texts))
      if (!ACTION.test(name) || target === "")
        this.at(
          node,
          `actions: "${name}: ${target}" is not valid. Expected owner/name, and a folder or skip.`,
        );
    return texts;
  }

  private workflows(node: Node | null | undefined): Settings["workflows"] {
    return this.mapped(this.keys(node, CHOICES, "workflows"), (value, name) => {
      if (isScalar(value) && typeof value.value === "string") return value.value;
      this.at(
        value ?? node,
        `workflows.${name} is not valid. Expected a file, for example deploy.yml.`,
      );
      return undefined;
    });
  }

  private environments(node: Node | null | undefined): Settings["environments"] {
    return this.mapped(this.keys(node, undefined, "environments"), (value, name) => {
      const where = `environments.${name}`;
      const parts = this.keys(value, PARTS, where);
      const reviewers = this.list(parts["reviewers"], `${where}.reviewers`);
      const branches = this.list(parts["branches"], `${where}.branches`);
      return {
        ...("reviewers" in parts ? { reviewers } : {}),
        ...(branches.length === 0 ? {} : { branches }),
        variables: this.texts(parts["variables"], `${where}.variables`),
        secrets: this.texts(parts["secrets"], `${where}.secrets`),
      };
    });
  }

  /** A string is the secret's value. A mapping also says who may read it. */
  private awsSecrets(node: Node | null | undefined): Settings["awsSecrets"] {
    return this.mapped(this.keys(node, undefined, "aws-secrets"), (value, name) => {
      const where = `aws-secrets.${name}`;
      if (!SECRET_NAME.test(name))
        this.at(
          value ?? node,
          `${where} is not valid. Expected the name of a secret, for example fleet/dev/terraform.`,
        );
      const parts = isMap(value) ? this.keys(value, SECRET_PARTS, where) : { value };
      const readers = this.list(parts["readers"], `${where}.readers`);
      const unknown = readers.find((one) => !READERS.includes(one));
      if (unknown !== undefined)
        this.at(value, `${where}.readers: ${unknown} is not known. ${suggest(unknown, READERS)}`);
      const text = this.oneText(parts["value"], isMap(value) ? `${where}.value` : where) ?? "";
      return { value: text, readers: "readers" in parts ? readers : [...READERS] };
    });
  }

  private mapped<T>(
    nodes: Record<string, Node | null>,
    read: (value: Node | null, name: string) => T | undefined,
  ): Record<string, T> {
    const entries = Object.entries(nodes).flatMap(([name, value]) => {
      const one = read(value, name);
      return one === undefined ? [] : [[name, one] as const];
    });
    return Object.fromEntries(entries);
  }
}
