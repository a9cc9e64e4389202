import type { Left } from "../process/drain.ts";
import type { Contract, InputsOf, OutputsOf } from "./contract.ts";
import type { Job } from "./job.ts";

/** An action, as its index.ts hands it to the runtime. */
export interface Action<C extends Contract> {
  contract: C;
  /** The words that its reports are made of: a secret that stands in them is hidden by its place only. */
  words?: readonly string[];
  /** @throws ActionError `invalid-input` */
  readInputs(): InputsOf<C>;
  /**
   * What else is wrong with inputs of which some were not accepted, as `run` would find out before anything is contacted:
   * all problems are reported in one run.
   * @param accepted to read one that was not accepted ends the check (lib/runtime/accepted.ts)
   * @throws ActionError
   */
  checkAccepted?(accepted: InputsOf<C>, job: Job): Promise<void>;
  /** Whether it does its work without any credentials with these inputs. Default: never. */
  worksWithoutCredentials?(inputs: InputsOf<C>): boolean;
  /**
   * The story of the action. Undefined: it ends well without doing anything, and sets no output.
   * @throws ActionError for every expected failure
   */
  run(inputs: InputsOf<C>, job: Job): Promise<OutputsOf<C> | undefined>;
  /**
   * Whether the work is complete once `run` has returned, so that a cancel meanwhile does not make it a failure. Default:
   * never; such a run ends as cancelled, because it may have left something out.
   */
  endsComplete?(inputs: InputsOf<C>): boolean;
  /**
   * Looks after what the main step left, in the post step. Default: waits for what still runs.
   * @param readInputs gives those of the main step; throws what it threw there. Whatever still runs is waited for also
   *   then
   * @throws ActionError when something is left that a person has to look after
   */
  cleanUp?(left: Left, readInputs: () => InputsOf<C>, job: Job): Promise<void>;
  /**
   * Gives back what the main step holds for the whole job, in every post step, after `cleanUp`. Post steps run in the
   * reverse order of their steps.
   * @param readInputs as that of `cleanUp`
   * @throws ActionError when a person has to act
   */
  giveBack?(readInputs: () => InputsOf<C>, job: Job): Promise<void>;
}

/** The words of an action's reports, its name among them, one per line. */
export const wordsOf = <C extends Contract>({ contract, words = [] }: Action<C>): string =>
  [contract.name, ...words].join("\n");
