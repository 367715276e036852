// Everything that a compiled emulator may call. Numbers and pointers only: nothing here knows about networks.
export * from "./counters";
export * from "./dot";
export * from "./dotSparse";
export * from "./dotTruncated";
export * from "./each";
export * from "./encode";
export * from "./guard";
export * from "./lanes";
export * from "./lookup";
export * from "./overflow";
export * from "./overflow16";
export * from "./pairs";
export * from "./ports";
export * from "./round";
export * from "./round16";
