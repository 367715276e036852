// What operators take in fabric when Yosys synthesises them for Xilinx parts: calibration of what no public report covers.
//
//   npm install --no-save @yowasp/yosys@0.55.944 && npm run build && node bench/calibration/fabric.mjs
//
// writes bench/calibration/fabric.json: for each operator, LUTs as `synth_xilinx -family xcup -nodsp -nobram` counts them, carry chains
// included, beside the amount of the feature that the model charges. Tables are of a smooth function, as those of activations.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const packageName = process.env.TRIGFORGE_YOSYS ?? "@yowasp/yosys";
const { runYosys } = await import(packageName);

/** An adder that stays a module of its own: Yosys would make a carry-save array of several, which Vivado does not. */
const adder = (width) =>
  `(* keep_hierarchy *) module add${width}(input [${width - 1}:0] a, b, output [${width - 1}:0] y); assign y = a + b; endmodule`;

/** A sum of some wires by such adders, one after another, or as a tree when they are eight. */
const sumOf = (width, name, first, second) =>
  `wire [${width - 1}:0] ${name}; add${width} ${name}_adder(${first}, ${second}, ${name});`;

const operators = [
  ...[8, 16, 32].map((width) => ({
    feature: "adders",
    name: `sum of two numbers of ${width} bits`,
    amount: width,
    verilog: `module top(input signed [${width - 1}:0] a, b, output signed [${width - 1}:0] y); assign y = a + b; endmodule`,
  })),
  {
    feature: "adders",
    name: "sum of eight numbers of 16 bits",
    amount: 7 * 16,
    verilog: `${adder(16)} module top(input [127:0] x, output [15:0] y);
      ${[0, 1, 2, 3].map((pair) => sumOf(16, `p${pair}`, `x[${32 * pair + 15}:${32 * pair}]`, `x[${32 * pair + 31}:${32 * pair + 16}]`)).join("\n")}
      ${sumOf(16, "q0", "p0", "p1")} ${sumOf(16, "q1", "p2", "p3")} ${sumOf(16, "r", "q0", "q1")} assign y = r; endmodule`,
  },
  ...[8, 16].map((width) => ({
    feature: "shiftAdds",
    name: `${width} bits times 5`,
    amount: width + 2,
    verilog: `module top(input signed [${width - 1}:0] x, output signed [${width + 2}:0] y); assign y = (x <<< 2) + x; endmodule`,
  })),
  ...[
    [8, 4],
    [8, 8],
    [10, 10],
  ].map(([wide, narrow]) => ({
    feature: "fabric",
    name: `${wide} bits times ${narrow} bits`,
    amount: Math.ceil(narrow / 2) * (wide + 2),
    verilog: multiplierVerilog(wide, narrow),
  })),
  {
    feature: "choices",
    name: "larger of two numbers of 16 bits",
    amount: 16,
    verilog: "module top(input signed [15:0] a, b, output signed [15:0] y); assign y = a > b ? a : b; endmodule",
  },
  {
    feature: "choices",
    name: "larger of 16 bits and 0",
    amount: 16,
    verilog: "module top(input signed [15:0] x, output [15:0] y); assign y = x[15] ? 0 : x; endmodule",
  },
  {
    feature: "casts",
    name: "saturation from 16 to 8 bits",
    amount: 16,
    verilog: `module top(input signed [15:0] x, output signed [7:0] y);
      wire fits = &x[15:7] | ~|x[15:7]; assign y = fits ? x[7:0] : {x[15], {7{~x[15]}}}; endmodule`,
  },
  {
    feature: "casts",
    name: "rounding of 16 bits, 8 dropped",
    amount: 16,
    verilog: "module top(input signed [15:0] x, output signed [7:0] y); assign y = x[15:8] + x[7]; endmodule",
  },
  ...[
    [6, 8],
    [8, 8],
    [10, 8],
  ].map(([address, width]) => ({
    feature: "tables",
    name: `table of ${2 ** address} words of ${width} bits`,
    amount: (2 ** address * width) / 64,
    verilog: tableVerilog(address, width),
  })),
];

const results = [];
for (const { feature, name, amount, verilog } of operators) {
  const luts = await synthesise(verilog);
  results.push({ feature, name, amount, luts });
  process.stdout.write(
    `${feature.padEnd(10)} ${name.padEnd(36)} ${String(amount).padStart(7)} ${String(luts).padStart(6)} LUTs  ${(luts / amount).toFixed(2)} a unit\n`,
  );
}
const tool = "Yosys 0.55 (@yowasp/yosys 0.55.944), synth_xilinx -family xcup -nodsp -nobram";
writeFileSync(
  fileURLToPath(new URL("fabric.json", import.meta.url)),
  `{"format":"trigforge-fabric","version":1,"tool":${JSON.stringify(tool)},"operators":[\n${results.map((result) => JSON.stringify(result)).join(",\n")}\n]}\n`,
);

/** Unsigned numbers: a row for each bit, and a chain of adders, of which the first takes two rows. */
function multiplierVerilog(wide, narrow) {
  const width = wide + narrow;
  const row = (bit) => `({${width}{b[${bit}]}} & ({${narrow}'d0, a} << ${bit}))`;
  const steps = Array.from({ length: narrow - 1 }, (_unused, index) =>
    sumOf(width, `s${index}`, index === 0 ? row(0) : `s${index - 1}`, row(index + 1)),
  );
  return `${adder(width)} module top(input [${wide - 1}:0] a, input [${narrow - 1}:0] b, output [${width - 1}:0] y); ${steps.join("\n")} assign y = s${narrow - 2}; endmodule`;
}

function tableVerilog(address, width) {
  const entries = 2 ** address;
  const cases = Array.from({ length: entries }, (_unused, index) => {
    const value = Math.round((2 ** width - 1) / (1 + Math.exp(-((index - entries / 2) * 16) / entries)));
    return `${address}'d${index}: y = ${width}'d${value};`;
  });
  return `module top(input [${address - 1}:0] x, output reg [${width - 1}:0] y); always @* case (x) ${cases.join("\n")} endcase endmodule`;
}

/** LUTs of a module: a LUT with one output each, and a memory cell of LUTs by its size. */
async function synthesise(verilog) {
  const script =
    "read_verilog -sv top.v; synth_xilinx -family xcup -nodsp -nobram -nosrl -top top -noiopad -noclkbuf; tee -o stat.json stat -json";
  const files = await runYosys(["-q", "-p", script], { "top.v": verilog }, { printLine: () => {} });
  const cells = JSON.parse(files["stat.json"]).design.num_cells_by_type;
  return Object.entries(cells).reduce((sum, [type, count]) => sum + (/^LUT[1-6]$|^INV$/.test(type) ? count : 0), 0);
}
