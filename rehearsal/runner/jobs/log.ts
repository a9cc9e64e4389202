import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Masks } from "../mask.ts";
import type { Annotation, RunEvent, StepResult } from "../request.ts";

/** The output of a job: secrets are masked, then it goes to the job's log file and to the observer of the run. */
export class JobLog {
  readonly file: string;
  readonly annotations: Annotation[] = [];
  readonly summaries: string[] = [];
  /** The finished steps. */
  readonly steps: StepResult[] = [];
  /** Name of the step that is running. */
  step = "";
  private readonly job: string;
  private readonly masks: Masks;
  private readonly observe: (event: RunEvent) => void;

  constructor(file: string, job: string, masks: Masks, observe: (event: RunEvent) => void) {
    mkdirSync(path.dirname(file), { recursive: true });
    this.file = file;
    this.job = job;
    this.masks = masks;
    this.observe = observe;
    writeFileSync(file, "");
  }

  /** Writes one line (or several) with every secret hidden. */
  line(text: string): void {
    const shown = this.masks.hide(text);
    appendFileSync(this.file, `${shown}\n`);
    this.observe({ type: "log", job: this.job, step: this.step, text: shown });
  }

  /** Reports an error, warning or notice: a line in the log and an annotation of the run. */
  annotate(annotation: Annotation): void {
    this.line(`##[${annotation.level}]${annotation.message}`);
    const shown: Annotation = {
      ...annotation,
      message: this.masks.hide(annotation.message),
      ...(annotation.title === undefined ? {} : { title: this.masks.hide(annotation.title) }),
      step: this.step,
    };
    this.annotations.push(shown);
    this.observe({ type: "annotation", job: this.job, step: this.step, annotation: shown });
  }

  error(message: string): void {
    this.annotate({ level: "error", message });
  }

  warning(message: string): void {
    this.annotate({ level: "warning", message });
  }

  /** Adds the Markdown summary of one step. The runner masks it line by line. */
  summary(markdown: string): void {
    const lines = markdown.split("\n");
    const shown = lines.map((line) => this.masks.hide(line)).join("\n");
    this.summaries.push(shown);
    this.observe({ type: "summary", job: this.job, step: this.step, markdown: shown });
  }

  stepStarted(step: string): void {
    this.observe({ type: "step-started", job: this.job, step });
  }

  /** Records how a step ended. Secrets in its outputs are masked. */
  stepFinished({ outputs, ...rest }: StepResult): void {
    const result: StepResult = { ...rest };
    if (outputs)
      result.outputs = Object.fromEntries(
        Object.entries(outputs).map(([key, value]) => [key, this.masks.hide(value)]),
      );
    this.steps.push(result);
    this.observe({ type: "step-finished", job: this.job, step: result.name, result });
  }
}
