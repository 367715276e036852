// Writes bench/calibration/results.json from the public repositories that bench/calibration/sources.mjs lists, which bench/calibration/README.md
// says how to get. What is kept of them are numbers: what the tools reported, and what each network asks of hardware.
//
//   npm run build && node bench/calibration/collect.mjs
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeCalibration, importHls4mlProject, profileProgram, readReports } from "../../dist/index.js";
import { readFolder } from "../../dist/node.js";
import { excluded, pairs, projects } from "./sources.mjs";

const base =
  process.env.TRIGFORGE_CALIBRATION ?? fileURLToPath(new URL("../../.trigforge/calibration/", import.meta.url));
const folderOf = (repository) => join(base, repository.replace("/", "+"));

const networks = new Map();
const rows = [];
for (const entry of projects) rows.push(...(await collect(entry)));
const found = pairs.map(([repository, path]) => collectPair(repository, path));
const left = excluded.map(([source, reason]) => ({ source, reason }));
const document = {
  format: "trigforge-calibration",
  version: 1,
  networks: [...networks.values()],
  rows,
  pairs: found,
  excluded: left,
};
writeFileSync(fileURLToPath(new URL("results.json", import.meta.url)), encodeCalibration(document));
process.stdout.write(`${networks.size} networks, ${rows.length} rows, ${found.length} pairs\n`);

/** The rows of a project: the estimate of HLS, and the result of logic synthesis where there is one. */
async function collect({ repository, path, network, variant }) {
  const folder = join(folderOf(repository), path);
  if (repeats({ repository, path })) return [];
  const files = await readFolder(join(folder, "firmware"), [".h", ".hpp", ".cpp", ".txt"]);
  const parameters = files[Object.keys(files).find((name) => name.endsWith("parameters.h"))];
  const program = importHls4mlProject(withoutSizes(files), { where: path });
  if (!networks.has(network)) {
    networks.set(network, {
      name: network,
      description: `${program.values.length} ops; ${[...new Set(program.values.map(({ scope }) => scope))].filter(Boolean).join(", ")}`,
      profile: profileProgram(program),
    });
  }
  const hls = reportOf(join(folder, solution(folder), "syn/report"));
  const common = { network, variant, source: `${repository}@${commitOf(repository)}: ${path}`, loops: true };
  const plan = planOf(folder, parameters, hls);
  const row = (kind, tool, report, cycles) => ({
    ...common,
    tool,
    kind,
    plan,
    truth: {
      cycles,
      interval: cycles === null ? null : hls.interval,
      lut: report.resources.lut,
      ff: report.resources.ff,
      dsp: report.resources.dsp ?? 0,
      bram18: report.resources.bram18 ?? null,
    },
  });
  const found = [
    row(
      "hls",
      `${hls.tool.startsWith("20") && hls.tool < "2020.2" ? "Vivado" : "Vitis"} HLS ${hls.tool}`,
      hls,
      hls.cycles,
    ),
  ];
  const synthesis = join(folder, "vivado_synth.rpt");
  if (existsSync(synthesis)) {
    const [report] = readReports(readFileSync(synthesis, "utf8"), synthesis);
    found.push(row("synthesis", report.tool, report, null));
  }
  return found;
}

function repeats({ repository, path }) {
  return excluded.some(([source]) => source === `${repository}: ${path}`);
}

/** hls4ml before 0.6 hands sizes back through arguments; they are constants and cost nothing. */
function withoutSizes(files) {
  const clean = (text) =>
    text.replace(/^\s*const_size_(in|out)_\d+ = .*$/gm, "").replace(/,\s*unsigned short &const_size_(in|out)_\d+/g, "");
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name, /\.(cpp|h)$/.test(name) ? clean(text) : text]),
  );
}

/** The plan that a project's parameters and scripts amount to. */
function planOf(folder, parameters, hls) {
  const scopes = {};
  for (const [, scope, body] of parameters.matchAll(
    /\/\/ (\w+)\s*\nstruct \w+ : nnet::\w+_config \{([\s\S]*?)\n\};/g,
  )) {
    const reuse = /reuse_factor = (\d+)/.exec(body)?.[1];
    const strategy = /strategy = nnet::(latency|resource)/.exec(body)?.[1];
    scopes[scope] = { ...(strategy && { strategy }), ...(reuse && { reuseFactor: Number(reuse) }) };
  }
  const script = join(folder, "build_prj.tcl");
  const told = existsSync(script)
    ? /config_op mul -impl (dsp|fabric)/.exec(readFileSync(script, "utf8"))?.[1]
    : undefined;
  const uncertainty = hls.clockUncertainty === null ? 12.5 : (100 * hls.clockUncertainty) / hls.clockPeriod;
  return {
    part: hls.part,
    clockPeriod: hls.clockPeriod,
    clockUncertainty: Number(uncertainty.toFixed(2)),
    ...(told && { multipliers: told }),
    defaults: { tableStorage: "bram" },
    scopes,
  };
}

function collectPair(repository, path) {
  const folder = join(folderOf(repository), path);
  const hls = reportOf(
    existsSync(join(folder, "myproject_csynth.xml")) ? folder : join(folder, solution(folder), "syn/report"),
  );
  const [synthesis] = readReports(readFileSync(join(folder, "vivado_synth.rpt"), "utf8"), path);
  const area = ({ resources }) => ({ lut: resources.lut, ff: resources.ff, dsp: resources.dsp ?? 0 });
  return {
    source: `${repository}@${commitOf(repository)}: ${path}`,
    tool: synthesis.tool,
    hls: area(hls),
    synthesis: area(synthesis),
  };
}

/** The report of the top function: the one whose name the project has, and no `csynth.xml`, which older tools lack. */
function reportOf(folder) {
  const names = readdirSync(folder).filter((name) => /^(myproject|Encoder)_csynth\.(xml|rpt)$/.test(name));
  const name = names.find((candidate) => candidate.endsWith(".xml")) ?? names[0];
  return readReports(readFileSync(join(folder, name), "utf8"), join(folder, name))[0];
}

function solution(folder) {
  return `${readdirSync(folder).find((name) => name.endsWith("_prj"))}/solution1`;
}

function commitOf(repository) {
  const file = join(folderOf(repository), "COMMIT");
  if (existsSync(file)) return readFileSync(file, "utf8").trim().slice(0, 10);
  return execFileSync("git", ["-C", folderOf(repository), "rev-parse", "--short=10", "HEAD"], {
    encoding: "utf8",
  }).trim();
}
