import { describe, expect, test } from "vitest";
import { build, check, nearestReuseFactors, validReuseFactors } from "../../../src/backends/hls/index.js";
import { defaultPlan, encodePlan, scopePlan } from "../../../src/backends/plan.js";
import { completePlan, parsePlan } from "../../../src/backends/planSchema.js";
import { fixed, ufixed } from "../../../src/fixed/index.js";
import { ProgramBuilder } from "../../../src/ir/index.js";
import { balancedTree } from "../../../src/ops/index.js";
import { denseNetwork } from "./dense.js";

const program = denseNetwork("jets", [16, 64, 5]);
const plan = (fields: object) => completePlan({ format: "trigforge-plan", version: 1, ...fields });
const codes = (problems: ReturnType<typeof check>): string[] => problems.map(({ code }) => code);

describe("reuse factors", () => {
  test("valid ones divide the inputs, or are the inputs times a divisor of the outputs", () => {
    expect(validReuseFactors(16, 5)).toEqual([1, 2, 4, 8, 16, 80]);
    expect(validReuseFactors(4, 6)).toEqual([1, 2, 4, 8, 12, 24]);
  });

  test("they are those of hls4ml", () => {
    for (const inner of [1, 4, 6, 16, 57]) {
      for (const columns of [1, 5, 6, 29]) {
        const hls4ml = Array.from({ length: inner * columns }, (_unused, index) => index + 1).filter((factor) => {
          const limit = Math.ceil((inner * columns) / Math.min(inner, factor));
          return (
            (limit % columns === 0 || factor >= inner) &&
            (factor % inner === 0 || factor < inner) &&
            (inner * columns) % factor === 0
          );
        });
        expect(validReuseFactors(inner, columns)).toEqual(hls4ml);
      }
    }
  });

  test("others are refused with the nearest valid ones", () => {
    expect(nearestReuseFactors(3, 16, 5)).toEqual([2, 4]);
    expect(nearestReuseFactors(1000, 16, 5)).toEqual([80]);
    const problems = check(program, plan({ scopes: { fc1: { strategy: "resource", reuseFactor: 3 } } }));
    expect(codes(problems)).toEqual(["TF-HLS-002"]);
    expect(problems[0]!.note).toMatchObject({
      where: "jets: %3 (contract, fc1)",
      expected: "the nearest valid ones: 2 or 4",
    });
    expect(check(program, plan({ defaults: { reuseFactor: 3 } }))).toEqual([]);
  });

  test("a tree that may overflow cannot be shared, one that may not can", () => {
    const shared = plan({ defaults: { strategy: "resource", reuseFactor: 2 } });
    const tree = (width: number) => {
      const builder = new ProgramBuilder("tree", { source: "test", fidelity: "native", notes: [] });
      const x = builder.input("x", [4], fixed(4, 4));
      const weights = builder.constant([4, 1], fixed(4, 4), [7n, -8n, 7n, 7n]);
      const accumulator = fixed(width, width, "TRN", "SAT");
      builder.output("y", builder.contract(x, weights, { accumulator, order: balancedTree }));
      return builder.build();
    };
    expect(codes(check(tree(6), shared))).toEqual(["TF-HLS-002"]);
    expect(check(tree(12), shared)).toEqual([]);
  });
});

describe("what cannot be built is refused by name", () => {
  const one = (write: (builder: ProgramBuilder) => number) => {
    const builder = new ProgramBuilder("net", { source: "test", fidelity: "native", notes: [] });
    builder.output(
      "y",
      builder.within("layer", () => write(builder)),
    );
    return builder.build();
  };

  test("a scope that is not there", () => {
    const problems = check(program, plan({ scopes: { fc3: { reuseFactor: 2 } } }));
    expect(codes(problems)).toEqual(["TF-HLS-003"]);
    expect(problems[0]!.note.expected).toContain("fc1, relu1, fc2, sigmoid");
  });

  test("one pipeline of layers that stream", () => {
    const problems = check(program, plan({ defaults: { io: "stream" }, scopes: { fc1: { structure: "pipeline" } } }));
    expect(codes(problems)).toEqual(["TF-HLS-007"]);
    expect(problems[0]!.note.where).toBe("plan: fc1");
    expect(check(program, plan({ defaults: { io: "stream", structure: "dataflow" } }))).toEqual([]);
  });

  test("types that are too wide, in values and inside kernels", () => {
    const wide = one((builder) => {
      const x = builder.input("x", [1], fixed(700, 350));
      return builder.cast(builder.mul(x, x), fixed(8, 4));
    });
    expect(codes(check(wide))).toEqual(["TF-HLS-004", "TF-HLS-004"]);
    const sum = one((builder) => builder.reduce(builder.input("x", [2], fixed(1024, 0)), { by: "max" }));
    expect(codes(check(sum))).toEqual(["TF-HLS-004"]);
    const apart = one((builder) => builder.cast(builder.input("x", [2], fixed(8, -2000)), fixed(8, 4, "RND")));
    expect(codes(check(apart))).toEqual(["TF-HLS-004"]);
  });

  test("an unsigned type with WRAP_SM", () => {
    const unsigned = one((builder) =>
      builder.cast(builder.input("x", [2], fixed(8, 4)), ufixed(4, 2, "TRN", "WRAP_SM")),
    );
    expect(codes(check(unsigned))).toEqual(["TF-HLS-004"]);
  });

  test("a tensor without elements", () => {
    const empty = one((builder) => builder.input("x", [0, 3], fixed(8, 4)));
    expect(codes(check(empty))).toEqual(["TF-HLS-005"]);
    expect(() => build(empty)).toThrow(/its shape is \[0,3\]/);
  });

  test("events that do not fit", () => {
    const events = (inputs: bigint[][], outputs: bigint[][]) => ({
      inputs: inputs.map((x) => ({ x })),
      outputs: outputs.map((y) => ({ y })),
    });
    const small = denseNetwork("small", [2, 1]);
    expect(() => build(small, { events: events([[1n, 2n]], []) })).toThrow(/1 events and 0 expected/);
    expect(() => build(small, { events: events([], []) })).toThrow(/at least one/);
    expect(() => build(small, { events: events([[1n]], [[1n]]) })).toThrow(/event 0: 1 elements were given/);
    expect(() => build(small, { events: events([[1n, 128n]], [[1n]]) })).toThrow(/128 is outside the port's type/);
    expect(() => build(small, { events: events([[1n, 2n]], [[-1n]]) })).toThrow(/output y, event 0: -1 is outside/);
  });
});

describe("plans", () => {
  test("complete what they leave out", () => {
    expect(parsePlan("format: trigforge-plan\nversion: 1\n")).toEqual(defaultPlan);
    const read = parsePlan(
      "{format: trigforge-plan, version: 1, defaults: {reuseFactor: 4}, scopes: {fc1: {strategy: resource}}}",
    );
    expect(scopePlan(read, "fc1")).toEqual({ ...defaultPlan.defaults, strategy: "resource", reuseFactor: 4 });
    expect(scopePlan(read, "toString")).toEqual({ ...defaultPlan.defaults, reuseFactor: 4 });
  });

  test("that contradict themselves are refused", () => {
    const contradictions: [object, string][] = [
      [{ defaults: { reuseFactor: 4, interval: 2 } }, "an interval from 4, or a reuse factor up to 2"],
      [
        { scopes: { fc1: { strategy: "resource", reuseFactor: 2, structure: "pipeline" } } },
        "structure: dataflow, or strategy: latency",
      ],
      [{ scopes: { fc1: { structure: "pipeline" }, fc2: { structure: "dataflow" } } }, "one of the two"],
    ];
    for (const [fields, expected] of contradictions) {
      const problems = check(program, plan(fields));
      expect(
        problems.some(({ code, note }) => code === "TF-HLS-007" && note.expected === expected),
        expected,
      ).toBe(true);
    }
    expect(check(program, plan({ defaults: { interval: 8 } }))).toEqual([]);
  });

  test("multipliers go where the plan wants them, with Vitis HLS", () => {
    const script = (fields: object): string => build(program, { plan: plan(fields) })["build_hls.tcl"]!;
    expect(script({ multipliers: "fabric" })).toContain("config_op mul -impl fabric");
    expect(script({})).not.toContain("config_op");
    const vivado = check(program, plan({ tool: "vivado_hls", multipliers: "dsp" }));
    expect(codes(vivado)).toEqual(["TF-HLS-007"]);
  });

  test("an interval paces the pipeline, and a dataflow makes functions of layers", () => {
    const top = (fields: object): string => build(program, { plan: plan(fields) })["firmware/jets.cpp"]!;
    expect(top({ defaults: { interval: 8 } })).toContain("PIPELINE II=8");
    expect(top({ defaults: { structure: "dataflow" } })).toContain("#pragma HLS DATAFLOW");
    expect(top({})).not.toContain("DATAFLOW");
  });

  test("are written as they are read", () => {
    const read = plan({ tool: "vivado_hls", clockPeriod: 2.5, scopes: { "fc1.a b": { tableStorage: "bram" } } });
    expect(parsePlan(encodePlan(read))).toEqual(read);
  });

  test("with mistakes are refused, naming the field", () => {
    const head = "format: trigforge-plan\nversion: 1\n";
    const mistakes: Record<string, RegExp> = {
      "version: 1": /format/,
      "format: trigforge-plan\nversion: 2": /version/,
      [`${head}defaults: {reuse: 3}`]: /defaults.*reuse/,
      [`${head}defaults: {reuseFactor: 0}`]: /defaults\.reuseFactor/,
      [`${head}defaults: {reuseFactor: 1.5}`]: /defaults\.reuseFactor/,
      [`${head}scopes: {fc1: {strategy: fast}}`]: /scopes\.fc1\.strategy/,
      [`${head}part: "x; exec rm"`]: /part/,
      [`${head}clockPeriod: -1`]: /clockPeriod/,
      "[": /not YAML/,
    };
    for (const [text, message] of Object.entries(mistakes))
      expect(() => parsePlan(text, "plan.yml"), text).toThrow(message);
  });
});
