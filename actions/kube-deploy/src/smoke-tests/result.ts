/** How a smoke test ended. */
export interface SmokeResult {
  name: string;
  isPassed: boolean;
  /** `passed`, or what was found instead. Redacted. */
  result: string;
  /** What the reader can do, when that depends on what was found. */
  fix?: string;
  /** The beginning of the body that was answered, on one line. Redacted. */
  body?: string;
}
