import type { Environment, Part, Role } from "./environment.ts";

/** The workspace and the role of an environment that an action works with; undefined = not set. */
export interface Choice {
  part: Part | undefined;
  role: Role | undefined;
}

interface SettingOfFile {
  /** Its key in the file. */
  key: string;
  /** The value depends on the part, which must be known. */
  ofPart?: true;
  /** Returns the value as the text of an input; undefined = the file does not give it. */
  read(environment: Environment, choice: Choice): string | undefined;
}

/** What an environment file gives to the inputs of actions. */
const SETTINGS_OF_FILE = {
  name: { key: "the environment's name", read: ({ name }) => name },
  region: { key: "region", read: ({ region }) => region },
  account: { key: "account", read: ({ account }) => account },
  role: {
    key: "the role among roles",
    read: ({ roles }, { role }) => (role === undefined ? undefined : roles[role]),
  },
  bucket: { key: "state.bucket", read: ({ state }) => state.bucket },
  stateKey: {
    key: "the part's key in state.keys",
    ofPart: true,
    read: ({ state }, { part }) => (part === undefined ? undefined : state.keys[part]),
  },
  kmsKeyId: { key: "state.kms-key-id", read: ({ state }) => state.kmsKeyId },
  variableFiles: {
    key: "the variable-files of the part",
    ofPart: true,
    read: ({ variableFiles }, { part }) =>
      part === undefined ? undefined : variableFiles[part].join("\n"),
  },
  variablesFromSecret: {
    key: "the variables-from-secret of the part",
    ofPart: true,
    read: ({ variablesFromSecret }, { part }) =>
      part === undefined ? undefined : variablesFromSecret[part].join("\n"),
  },
  infrastructureVariableFiles: {
    key: "infrastructure.variable-files",
    read: ({ variableFiles }) => variableFiles.infrastructure.join("\n"),
  },
  freeze: {
    key: "freeze",
    read: ({ freeze }) => (freeze.length === 0 ? undefined : JSON.stringify(freeze)),
  },
  variableDefaults: {
    key: "the environment's name, region and roles",
    read: ({ name, region, roles }) =>
      JSON.stringify({
        environment: name,
        region,
        deployer_role_arns: [roles.deploy],
        viewer_role_arns: [roles.plan],
      }),
  },
  promoteFrom: { key: "promote-from", read: ({ promoteFrom }) => promoteFrom },
  imagePrefix: { key: "images.prefix", read: ({ imagePrefix }) => imagePrefix },
} as const satisfies Record<string, SettingOfFile>;

export type Setting = keyof typeof SETTINGS_OF_FILE;

export const SETTINGS: Readonly<Record<Setting, SettingOfFile>> = SETTINGS_OF_FILE;
