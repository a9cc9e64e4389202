import type { Setting } from "../environment/settings.ts";
import type { InputType } from "./input-types.ts";

/**
 * The promise of an action. action.yml and the tables of its README are generated from it (`npm run readme`), the
 * runtime reads the inputs by it, and the compiler checks that `run` returns its outputs.
 */
export interface Contract {
  /** Folder of the action, and its name in the log. */
  readonly name: string;
  readonly inputs: Readonly<Record<string, InputDeclaration>>;
  /** `failure-reason` is not listed: every action has it. */
  readonly outputs: Readonly<Record<string, OutputDeclaration>>;
  /** Failures by the value of `failure-reason`. */
  readonly failures: Readonly<Record<string, FailureDeclaration>>;
}

/** An input that is neither required nor has a default may be left out. */
export interface InputDeclaration {
  readonly type: InputType<unknown, unknown>;
  readonly description: string;
  readonly required?: true;
  readonly default?: string;
  /** Together with a default: empty text is accepted too, and means that no value is given. */
  readonly mayBeEmpty?: true;
  /** Its value is a secret: no message contains it, and every text in it is masked before anything else is done. */
  readonly secret?: true;
  /** The setting of the environment file that replaces the input if it is left out. */
  readonly environmentFile?: Setting;
}

export interface OutputDeclaration {
  /** If it is a list, it contains the possible words. */
  readonly type: OutputType;
  readonly description: string;
  /** When a run that succeeds sets the output. Undefined = every run that succeeds sets it. */
  readonly when?: string;
}

type OutputType = "string" | "path" | "JSON" | "number" | "boolean" | readonly string[];

interface FailureDeclaration {
  readonly meaning: string;
  readonly fix: string;
}

/** The values of an action's inputs by their names in camel case: `role-arn` is `roleArn`. */
export type InputsOf<C extends Contract> = ValuesOf<C["inputs"]>;

export type ValuesOf<D extends Contract["inputs"]> = {
  [Name in keyof D & string as CamelCase<Name>]: ValueOf<D[Name]>;
};

type ValueOf<D extends InputDeclaration> =
  D["type"] extends InputType<infer Value, infer Empty>
    ? D extends { required: true } | { default: string }
      ? D extends { mayBeEmpty: true }
        ? Value | Empty
        : Value
      : Value | Empty
    : never;

type CamelCase<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

/** The outputs of a run that succeeds. */
export type OutputsOf<C extends Contract> = {
  [Name in AlwaysSet<C["outputs"]>]: OutputValue<C["outputs"][Name]["type"]>;
} & {
  [Name in Exclude<keyof C["outputs"], AlwaysSet<C["outputs"]>>]?:
    OutputValue<C["outputs"][Name]["type"]> | undefined;
};

type AlwaysSet<O extends Contract["outputs"]> = {
  [Name in keyof O]: O[Name] extends { when: string } ? never : Name;
}[keyof O];

type OutputValue<T extends OutputType> = T extends readonly (infer Word)[]
  ? Word
  : T extends "number"
    ? number
    : T extends "boolean"
      ? boolean
      : string;

/** Returns a name in camel case: `role-arn` as `roleArn`. */
export const camelCase = (name: string): string =>
  name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
