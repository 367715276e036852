/** Version of Trigforge, as in package.json (a test holds them together). Artefacts carry it. */
export const version = "0.1.0";
