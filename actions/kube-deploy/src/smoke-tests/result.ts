/** How a smoke test ended. */
export interface SmokeResult {
  name: string;
  isPassed: boolean;
  /** `passed`, or what was found instead. Redacted. */
  result: string;
  /** What the reader can do, if that depends on what was found. */
  fix?: string;
  /** The beginning of the answer's body, on one line. Redacted. */
  body?: string;
}
