import { inputPorts } from "../../ir/index.js";
import type { ValueId } from "../../ops/index.js";
import { arrayOf, type Copy, copiedOutputs, copyInto, outputArray } from "./copies.js";
import type { ArrayVariable, Call, Design } from "./design.js";
import { type GeneratedFunction, intervalOf, writeFunction } from "./functions.js";
import { soleOutput } from "./labels.js";

/** A function that runs beside others, and the arrays that it is called with. */
export interface Process extends GeneratedFunction {
  /** The scope whose values it computes, or the empty string. */
  readonly scope: string;
  /** Names, separated by commas. */
  readonly arguments: string;
}

/** Consecutive values of one scope, or the distribution of an input or a constant. */
interface Segment {
  readonly name: string;
  /** Null when it only distributes. */
  readonly scope: string | null;
  readonly values: readonly ValueId[];
}

/** Where a value goes beyond the segment that makes it: a segment, or an output port. */
type Consumer = { readonly segment: Segment } | { readonly port: string };

/**
 * Lays calls out as processes. Each array between processes has one writer and one reader, as the tools demand: a value
 * with several readers is copied for each.
 */
export function layProcesses(
  design: Design,
  calls: ReadonlyMap<ValueId, readonly Call[]>,
): { processes: Process[]; channels: ArrayVariable[]; copies: Copy[] } {
  const segments = segmentsOf(design, calls);
  const plumbing = new Plumbing(design, segments);
  const processes = segments.map((segment) => plumbing.process(segment, calls));
  return { processes, channels: plumbing.channels, copies: plumbing.copies };
}

function segmentsOf(design: Design, calls: ReadonlyMap<ValueId, readonly Call[]>): Segment[] {
  const segments: { name: string; values: ValueId[]; scope: string | null }[] = [];
  const begin = (name: string, value: ValueId, scope: string | null): void => {
    segments.push({ name: design.names.take(name), values: [value], scope });
  };
  for (const value of design.usage.needed) {
    const { op, scope } = design.value(value);
    const ports = design.usage.ports(value).length;
    const readers = design.usage.readers(value).length;
    if (op.kind === "constant" && ports > 0) begin(`write_${design.labels.value(value)}`, value, null);
    if (op.kind === "input" && (ports > 0 || readers > 1)) begin(`share_${design.labels.value(value)}`, value, null);
    if (calls.get(value)!.length === 0) continue;
    const last = segments[segments.length - 1];
    if (last?.scope === scope) last.values.push(value);
    else begin(`compute_${scope === "" ? "step" : scope}`, value, scope);
  }
  return segments;
}

/** Connects segments by arrays. */
class Plumbing {
  readonly channels: ArrayVariable[] = [];
  readonly copies: Copy[] = [];
  private readonly segmentOf = new Map<ValueId, Segment>();
  /** Name of the array in which a segment finds a value of another. */
  private readonly arriving = new Map<Segment, Map<ValueId, string>>();

  constructor(
    private readonly design: Design,
    segments: readonly Segment[],
  ) {
    for (const segment of segments) {
      this.arriving.set(segment, new Map());
      for (const value of segment.values) this.segmentOf.set(value, segment);
    }
    for (const { value } of inputPorts(design.program)) {
      const consumers = this.consumers(value);
      if (!this.segmentOf.has(value)) {
        for (const consumer of consumers) this.deliver(value, consumer, design.labels.value(value));
      }
    }
  }

  /** The process of a segment. Segments come in order, so that what arrives is known. */
  process(segment: Segment, calls: ReadonlyMap<ValueId, readonly Call[]>): Process {
    const { design } = this;
    const arriving = this.arriving.get(segment)!;
    const outputs: ArrayVariable[] = [];
    const copies: Copy[] = [];
    for (const value of segment.values) {
      for (const { target, isCopy } of this.deliveries(value, segment)) {
        outputs.push(target);
        if (isCopy) copies.push(copyInto(design, value, target));
      }
    }
    const own = segment.values.filter((value) => design.value(value).op.kind === "input");
    const inputs = [
      ...own.map((value) => arrayOf(design, value)),
      ...[...arriving].map(([value, name]) => arrayOf(design, value, name)),
    ];
    const nameOf = (value: ValueId): string => arriving.get(value) ?? design.labels.value(value);
    const written = segment.values.flatMap((value) => calls.get(value)!);
    this.copies.push(...copies);
    const shares = written.some((call) => call.kernel === "contract_shared");
    const interval = shares ? null : intervalOf(design, written);
    return {
      ...writeFunction(design, { name: segment.name, inputs, outputs, calls: written, copies, nameOf, interval }),
      scope: segment.scope ?? "",
      arguments: [...inputs, ...outputs].map(({ name }) => name).join(", "),
    };
  }

  /** The arrays through which a value leaves its segment; a copy fills each but one that only its reader needs. */
  private deliveries(value: ValueId, segment: Segment): { target: ArrayVariable; isCopy: boolean }[] {
    const { design } = this;
    const sole = soleOutput(design.program, design.usage, value);
    if (sole !== undefined) return [{ target: outputArray(design, sole, value), isCopy: false }];
    const consumers = this.consumers(value).filter(
      (consumer) => !("segment" in consumer && consumer.segment === segment),
    );
    const readHere = design.usage.readers(value).some((reader) => this.segmentOf.get(reader) === segment);
    const { kind } = design.value(value).op;
    const direct = consumers.length === 1 && !readHere && kind !== "input" && kind !== "constant";
    return consumers.map((consumer) => {
      if ("port" in consumer) return { target: outputArray(design, consumer.port, value), isCopy: true };
      const label = design.labels.value(value);
      const name = direct ? label : design.names.take(`${label}_for_${consumer.segment.name.replace(/^compute_/, "")}`);
      const target = arrayOf(design, value, name);
      this.channels.push(target);
      this.deliver(value, consumer, name);
      return { target, isCopy: !direct };
    });
  }

  /** Who needs a value: segments, each once, and the ports that no op computes into. */
  private consumers(value: ValueId): Consumer[] {
    const { design } = this;
    const isConstant = design.value(value).op.kind === "constant";
    const readers = isConstant ? [] : design.usage.readers(value).map((reader) => this.segmentOf.get(reader)!);
    const ports = copiedOutputs(design).filter((output) => output.value === value);
    return [...[...new Set(readers)].map((segment) => ({ segment })), ...ports.map(({ name }) => ({ port: name }))];
  }

  private deliver(value: ValueId, consumer: Consumer, name: string): void {
    if ("segment" in consumer) this.arriving.get(consumer.segment)!.set(value, name);
  }
}
