// npm run bench:peers: what the benchmark compares with beside the generated C++, in a scratch folder that git ignores.
//
// Every version is exact and committed: requirements-da4ml.txt, examples/requirements.txt (hls4ml, QKeras, TensorFlow),
// onnxruntime/package-lock.json. What is there already stays; --again installs everything once more. PYTHON names the
// Python (3.11) that makes the environments.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { peersFolder, root } from "./folder.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const python = process.env.PYTHON ?? "python3";

/** What there is to set up: the files that fix its versions, how it is installed, and what shows that it works. */
const peers = [
  {
    name: "da4ml",
    fixedBy: [join(here, "requirements-da4ml.txt")],
    install: (folder, [requirements]) => environment(folder, requirements),
    works: (folder) => succeeds(join(folder, "bin/python"), ["-c", "import da4ml.trace"]),
  },
  {
    name: "hls4ml",
    fixedBy: [join(root, "examples/requirements.txt")],
    install: (folder, [requirements]) => environment(folder, requirements),
    works: (folder) => succeeds(join(folder, "bin/python"), ["-c", "import hls4ml, qkeras"]),
  },
  {
    name: "onnxruntime",
    fixedBy: [join(here, "onnxruntime/package.json"), join(here, "onnxruntime/package-lock.json")],
    install(folder, [description, lock]) {
      copyFileSync(description, join(folder, "package.json"));
      copyFileSync(lock, join(folder, "package-lock.json"));
      // Its install script fetches libraries for graphics cards, which are not wanted here.
      run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder });
    },
    works: (folder) => succeeds(process.execPath, ["-e", "require('onnxruntime-node')"], { cwd: folder }),
  },
];

const failures = [];
for (const peer of peers) {
  try {
    setUp(peer);
  } catch (error) {
    failures.push(peer.name);
    console.error(`${peer.name}: not set up: ${error.message}`);
  }
}
if (failures.length === 0) console.log(`peers are set up in ${peersFolder}; npm run bench measures them too`);
else
  console.error(`without ${failures.join(", ")}: npm run bench leaves out what is missing; start this again to retry`);
process.exitCode = failures.length === 0 ? 0 : 1;

function setUp({ name, fixedBy, install, works }) {
  const folder = join(peersFolder, name);
  const mark = join(folder, "set-up");
  const wanted = createHash("sha256");
  for (const path of fixedBy) wanted.update(readFileSync(path));
  const digest = wanted.digest("hex");
  const there = existsSync(mark) && readFileSync(mark, "utf8") === digest && !process.argv.includes("--again");
  if (there && works(folder)) {
    console.log(`${name}: is there`);
    return;
  }
  console.log(`${name}: installing into ${folder}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  install(folder, fixedBy);
  if (!works(folder)) throw new Error("it was installed and does not start");
  writeFileSync(mark, digest);
}

/** A virtual environment with the packages of a file of requirements. */
function environment(folder, requirements) {
  const { status, stdout, error } = spawnSync(python, ["--version"], { encoding: "utf8" });
  if (error || status !== 0) throw new Error(`${python} cannot be run; set PYTHON to a Python 3.11`);
  if (!stdout.startsWith("Python 3.11."))
    throw new Error(`${python} is ${stdout.trim()}, and the versions are for 3.11; set PYTHON to a Python 3.11`);
  run(python, ["-m", "venv", folder]);
  run(join(folder, "bin/python"), [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    "-r",
    requirements,
  ]);
}

function run(command, words, options = {}) {
  const { status, error } = spawnSync(command, words, { stdio: ["ignore", "inherit", "inherit"], ...options });
  if (error) throw new Error(`${command} cannot be run (${error.code})`);
  if (status !== 0) throw new Error(`${command} ${words.join(" ")} ended with ${status}; is there a network?`);
}

function succeeds(command, words, options = {}) {
  return spawnSync(command, words, { stdio: "ignore", ...options }).status === 0;
}
