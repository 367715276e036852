// npm run bench:peers: what the benchmark compares with beside the generated C++, in a scratch folder that git ignores.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { peersFolder } from "./folder.mjs";

const python = process.env.PYTHON ?? "python3";
const packages = { python: ["da4ml==0.6.0", "hls4ml==1.3.0", "onnx==1.17.0"], npm: ["onnxruntime-node@1.20.1"] };

const run = (command, words, options = {}) => execFileSync(command, words, { stdio: "inherit", ...options });
mkdirSync(peersFolder, { recursive: true });
const venv = join(peersFolder, "venv");
if (!existsSync(venv)) run(python, ["-m", "venv", venv]);
run(join(venv, "bin", "python"), ["-m", "pip", "install", "--quiet", ...packages.python]);
run("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--prefix", peersFolder, ...packages.npm]);
console.log(`peers are set up in ${peersFolder}; npm run bench measures them too`);
