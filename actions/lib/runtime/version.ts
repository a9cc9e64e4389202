/** Version of this release; a contract test holds it against package.json. */
export const VERSION = "0.1.0";
