/** The version in package.json, put in by Vite. */
declare const __CLEW_VERSION__: string;
