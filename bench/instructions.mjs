// Counts machine instructions: what V8 makes of the innermost loops of an emulator, as `node --print-wasm-code` prints it.
//
//   node bench/instructions.mjs                        the networks below
//   node bench/instructions.mjs jet_tagger:loops ...   others, with a strategy for sums
//
// Counted is one pass along the path that is taken: loops from their head to the jump back, branches out of them not taken.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wasm } from "../dist/index.js";
import { networks } from "./networks.mjs";

const usual = [
  "large_exact:loops",
  "pruned_tagger:sparse",
  "pruned_tagger:unrolled",
  "anomaly_detector:adders",
  "convolution_16_6",
  "jet_tagger_16_6",
];
/** Loops with fewer vector instructions are not worth a line. */
const leastVectors = 6;

/** The kinds of instructions, by the first pattern that the text of an instruction meets. */
const kinds = [
  ["refetch", /^v?mov\w+ xmm\d+,\[r[bs]p|^v\w+ xmm\d+,xmm\d+,\[r[bs]p/],
  ["spill", /^v?mov\w+ \[r[bs]p.*xmm/],
  ["dot", /^vpmaddwd/],
  ["mul", /^vp?mul/],
  ["add", /^vp(add|sub)/],
  ["shift", /^vps(ll|rl|ra)/],
  ["logic", /^v(p?and|p?or|p?xor)/],
  ["min/max/cmp", /^vp(min|max|cmp)/],
  ["shuffle", /^v(pack|punpck|pshuf|palignr|pmov|pblend|shufps|pinsr|pextr|mov[dq] )/],
  ["broadcast", /^v(broadcast|pbroadcast|movddup)/],
  ["load", /^v\w+ xmm\d+,(xmm\d+,)?\[/],
  ["store", /^v\w+ \[/],
  ["move", /^vmov\w+ xmm\d+,xmm\d+/],
  ["vector", /xmm/],
  ["scalar", /./],
];

/** The printed machine code of a module's functions: for each its instructions with offset, text and target of a jump. */
function machineCode(binary) {
  const folder = mkdtempSync(join(tmpdir(), "trigforge-instructions-"));
  try {
    const path = join(folder, "emulator.wasm");
    writeFileSync(path, binary);
    const child = `new WebAssembly.Module(require("fs").readFileSync(${JSON.stringify(path)}))`;
    const flags = ["--print-wasm-code", "--no-liftoff", "--no-wasm-lazy-compilation", "--single-threaded"];
    const text = execFileSync(process.execPath, [...flags, "-e", child], { maxBuffer: 2 ** 30, encoding: "utf8" });
    const functions = text.split("--- WebAssembly code ---").slice(1).map(readFunction);
    if (functions.every(({ code }) => code.length === 0)) throw new Error("this Node prints no machine code");
    return functions;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readFunction(text) {
  const code = [...text.matchAll(/^0x[0-9a-f]+ +([0-9a-f]+) +[0-9a-f]+ +(.+)$/gm)].map(([, offset, words]) => {
    const target = /^j.*<\+0x([0-9a-f]+)>/.exec(words);
    return { offset: Number.parseInt(offset, 16), text: words, target: target && Number.parseInt(target[1], 16) };
  });
  // Behind the return lies what is rarely done: its jumps back are no loops.
  const end = code.findIndex((instruction) => instruction.text.startsWith("ret"));
  const index = Number(/^index: (\d+)/m.exec(text)?.[1]);
  return { index, code: code.slice(0, end < 0 ? code.length : end) };
}

/** The innermost loops of a function, each as the instructions of one pass. */
function innermostLoops({ code }) {
  const places = new Map(code.map((instruction, place) => [instruction.offset, place]));
  const loops = code.flatMap(({ target, offset }, last) =>
    target !== null && target <= offset && places.has(target) ? [{ first: places.get(target), last }] : [],
  );
  const holds = (outer, inner) => outer !== inner && outer.first <= inner.first && inner.last <= outer.last;
  return loops
    .filter((loop) => !loops.some((other) => holds(loop, other)))
    .map(({ first, last }) => {
      const pass = [];
      for (let place = first; place <= last && pass.length <= code.length; ) {
        pass.push(code[place]);
        const onward = code[place].text.startsWith("jmp") && place !== last;
        place = onward ? places.get(code[place].target) : place + 1;
      }
      return pass;
    });
}

function count(pass) {
  const counts = Object.fromEntries(kinds.map(([kind]) => [kind, 0]));
  for (const { text } of pass) {
    const plain = text.replace(/^REX\.W /, "");
    counts[kinds.find(([, pattern]) => pattern.test(plain))[0]]++;
  }
  return counts;
}

/** What a loop is by its instructions, and what a part of its work takes. */
function formOf(counts, all) {
  const each = (work, what) => `${(all / work).toFixed(1)} ${what}`;
  if (counts.dot > 0) {
    const form = counts.mul > 0 ? "truncated dot products" : "dot products";
    return `${form}, ${each(counts.dot / 2, "a pair of terms and output")}`;
  }
  if (counts.mul > 2) return `products in 16-bit lanes, ${each(counts.mul / 2, "a pair of terms and output")}`;
  return counts.add > 60 ? `additions, ${each(counts.add, "an addition")}` : "other";
}

for (const request of process.argv.length > 2 ? process.argv.slice(2) : usual) {
  const [name, sums = "automatic"] = request.split(":");
  const network = networks.find((candidate) => candidate.name === name);
  if (network === undefined) throw new Error(`there is no network ${name}`);
  const { wasm: binary } = await wasm.compile(await network.load(), { sums });
  console.log(`${name}, sums by ${sums}`);
  for (const { index, loops } of machineCode(binary).map((one) => ({ ...one, loops: innermostLoops(one) }))) {
    for (const pass of loops) {
      const counts = count(pass);
      if (pass.length - counts.scalar < leastVectors) continue;
      const parts = Object.entries(counts).flatMap(([kind, many]) => (many > 0 ? [`${many} ${kind}`] : []));
      console.log(`  function ${index}: ${formOf(counts, pass.length)}`);
      console.log(`    ${pass.length} instructions: ${parts.join(", ")}`);
    }
  }
}
