export { type CatalogueEntry, catalogue, type ErrorCode } from "./catalogue.js";
export { type ErrorNote, fail, formatError, TrigforgeError } from "./error.js";
