import { announceCompiler } from "./compilerStart.js";

announceCompiler();
