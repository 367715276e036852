// Loaded when a program is compiled. The second import is evaluated when the first has begun to wait for its WebAssembly.
import * as compiler from "assemblyscript";
import "./compilerStarted.js";

export { compiler };
