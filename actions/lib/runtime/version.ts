/** Version of this release; a contract test compares it with package.json. */
export const VERSION = "0.1.0";
