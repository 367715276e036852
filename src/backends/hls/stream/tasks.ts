import type { Program, Value } from "../../../ir/index.js";
import { type ContractExtents, definitionOf, type GatherOp, type ValueId } from "../../../ops/index.js";
import type { Usage } from "../usage.js";
import { type Form, packetLength, sameForm, standardForm } from "./forms.js";
import { type Part, partOf, type Seen } from "./parts.js";
import { type Windows, windowsOf } from "./windows.js";

/** How a task takes a stream: a packet each turn, a pixel into a line buffer, or all packets before it begins. */
export type Reading = "packet" | "window" | "whole";

/** Values that are computed together: packet by packet, or once for each event when there is one packet. */
export interface Task {
  readonly scope: string;
  readonly packets: number;
  /** Windows that the first value takes from a line buffer, and the image. */
  readonly windows: (Windows & { readonly image: ValueId }) | null;
  /** What it computes, in order; none where it only hands on what it reads. */
  readonly values: ValueId[];
  /** The values of other tasks that it reads. */
  readonly reads: Map<ValueId, Reading>;
  /** How the values that it computes lie in its packets. */
  readonly forms: Map<ValueId, Form>;
  /** The parts of values that it sees; of all others it sees the whole. */
  readonly parts: Map<ValueId, Value>;
  readonly extents: Map<ValueId, ContractExtents>;
  /** Constants of which every packet needs another part. */
  readonly differing: Set<ValueId>;
}

/** The tasks of a program, in order, and the forms in which they stream what others read. */
export interface Tasks {
  readonly tasks: readonly Task[];
  /** Form in which a value leaves its task, or enters as a port. */
  form(value: ValueId): Form;
  /** The value whose elements a value has in the same order: a reshape is the value that it reshapes. */
  root(value: ValueId): ValueId;
}

/**
 * Divides a program into tasks. A value joins the task before it when that belongs to the same scope and can compute it
 * packet by packet; else it begins a task of its own: windows from a line buffer where it is a gather of windows, packet by
 * packet where it can, and otherwise on whole tensors, which the task collects first.
 *
 * @param streams whether the values of a scope are computed packet by packet at all
 */
export function divideIntoTasks(program: Program, usage: Usage, streams: (scope: string) => boolean): Tasks {
  const whole = new Set<ValueId>();
  for (;;) {
    const divider = new Divider(program, (value) => streams(program.values[value]!.scope) && !whole.has(value));
    for (const value of usage.needed) divider.place(value);
    const idle = divider.idleValues();
    if (idle.length === 0) return divider;
    for (const value of idle) whole.add(value);
  }
}

class Divider implements Tasks {
  readonly tasks: Task[] = [];
  private readonly roots = new Map<ValueId, ValueId>();
  private readonly owners = new Map<ValueId, Task>();

  constructor(
    private readonly program: Program,
    private readonly streams: (value: ValueId) => boolean,
  ) {}

  /** Values of tasks that only arrange elements, for others that collect them: those may as well arrange them. */
  idleValues(): ValueId[] {
    const { values } = this.program;
    const collected = (value: ValueId): boolean =>
      this.tasks.every((task) => !task.reads.has(value) || (task.packets === 1 && task.reads.get(value) === "whole"));
    return this.tasks
      .filter((task) => task.packets > 1 && task.values.every((value) => values[value]!.op.kind === "gather"))
      .flatMap((task) => (task.values.every(collected) ? task.values : []))
      .filter((value) => !isPortForm(this.form(value), values[value]!.shape));
  }

  root(value: ValueId): ValueId {
    const known = this.roots.get(value);
    if (known !== undefined) return known;
    const found = this.reshapes(value) ? this.root((this.program.values[value]!.op as GatherOp).x) : value;
    this.roots.set(value, found);
    return found;
  }

  /** Whether a value is another under another shape, that may stream in the same packets. One packet is taken apart. */
  private reshapes(value: ValueId): boolean {
    if (!this.isIdentity(value)) return false;
    const { op, shape } = this.program.values[value]!;
    const source = this.root((op as GatherOp).x);
    const takesApart = this.form(source).packets === 1 && standardForm(shape).packets > 1;
    return this.program.values[source]!.op.kind === "constant" || !takesApart;
  }

  private isIdentity(value: ValueId): boolean {
    const { op } = this.program.values[value]!;
    if (op.kind !== "gather" || op.indices.length !== this.length(op.x)) return false;
    return op.indices.every((index, element) => index === element);
  }

  form(value: ValueId): Form {
    const owner = this.owners.get(value);
    const form = owner !== undefined && owner.packets > 1 ? owner.forms.get(value) : undefined;
    return form ?? standardForm(this.program.values[value]!.shape);
  }

  /** Puts a value into a task. */
  place(value: ValueId): void {
    const { op, scope } = this.program.values[value]!;
    if (op.kind === "input" || op.kind === "constant" || this.root(value) !== value) return;
    const last = this.tasks[this.tasks.length - 1];
    const isNear = last !== undefined && last.scope === scope;
    if (isNear && last.packets > 1 && this.streams(value) && this.join(last, value)) return;
    const operands = this.streamed(value);
    const feedsHere = isNear && !this.takesApart(last) && operands.some((operand) => this.owners.get(operand) === last);
    if (this.streams(value) && !(feedsHere && last!.packets === 1)) {
      if (this.beginWindows(value) || this.beginPackets(value)) return;
    }
    if (isNear && last.packets === 1) {
      this.joinWhole(last, value);
      return;
    }
    const task = emptyTask(scope, 1);
    this.tasks.push(task);
    this.joinWhole(task, value);
  }

  /** Whether a task does nothing but take packets apart. */
  private takesApart({ values }: Task): boolean {
    return values.every((value) => this.isIdentity(value));
  }

  /** The roots of the operands that are no constants. */
  private streamed(value: ValueId): ValueId[] {
    const { op } = this.program.values[value]!;
    const roots = definitionOf(op)
      .operands(op)
      .map((operand) => this.root(operand));
    return [...new Set(roots)].filter((operand) => this.program.values[operand]!.op.kind !== "constant");
  }

  private beginWindows(value: ValueId): boolean {
    const { op, scope } = this.program.values[value]!;
    if (op.kind !== "gather") return false;
    const image = this.root(op.x);
    const form = this.form(image);
    if (form.packets === 1 || form.outer !== 1 || this.program.values[image]!.op.kind === "constant") return false;
    for (const shape of this.shapesOf(op.x)) {
      if (shape[shape.length - 1] !== form.inner) continue;
      const windows = windowsOf(op, shape);
      if (windows === null) continue;
      const task = emptyTask(scope, windows.form.packets, { ...windows, image });
      task.reads.set(image, "window");
      const seen = [windows.rows.size, windows.columns.size, windows.channels];
      for (const name of [image, op.x]) task.parts.set(name, { ...this.program.values[name]!, shape: seen });
      const indices = windows.indices;
      const part = { ...this.program.values[value]!, shape: [indices.length] };
      task.parts.set(value, { ...part, op: { ...op, indices, shape: part.shape } });
      this.own(task, value, windows.form);
      this.tasks.push(task);
      return true;
    }
    return false;
  }

  /** The shape of a value, and those of the values that it reshapes. */
  private shapesOf(value: ValueId): (readonly number[])[] {
    const { op, shape } = this.program.values[value]!;
    return this.root(value) === value || op.kind !== "gather" ? [shape] : [shape, ...this.shapesOf(op.x)];
  }

  private beginPackets(value: ValueId): boolean {
    const { shape } = this.program.values[value]!;
    const counts = this.streamed(value).map((operand) => this.form(operand).packets);
    if (counts.length > 0) counts.push(standardForm(shape).packets);
    for (const packets of [...new Set(counts)].sort((a, b) => b - a)) {
      if (packets === 1) continue;
      const task = emptyTask(this.program.values[value]!.scope, packets);
      if (this.join(task, value)) {
        this.tasks.push(task);
        return true;
      }
    }
    return false;
  }

  /** Adds a value to a task that works packet by packet, if it can compute it so. */
  private join(task: Task, value: ValueId): boolean {
    const { op } = this.program.values[value]!;
    const operands = definitionOf(op).operands(op);
    const part = partOf(
      { program: this.program, packets: task.packets, seen: (operand) => this.seenBy(task, operand) },
      value,
    );
    if (part === null || !this.constantsFit(task, operands, part)) return false;
    for (const operand of operands) this.see(task, operand);
    for (const [constant, { value: seen, differs }] of part.constants) {
      task.parts.set(constant, seen);
      if (differs) task.differing.add(constant);
    }
    task.parts.set(value, part.value);
    if (part.extents !== undefined) task.extents.set(value, part.extents);
    this.own(task, value, part.form);
    return true;
  }

  /** How a task has an operand at hand, or could have it. */
  private seenBy(task: Task, operand: ValueId): Seen | undefined {
    const root = this.root(operand);
    const { op } = this.program.values[root]!;
    if (op.kind === "constant") return "whole";
    if (this.owners.get(root) === task) return { form: task.forms.get(root)! };
    const reading = task.reads.get(root);
    if (reading === "window") return undefined;
    const form = this.form(root);
    if (reading === "whole" || (reading === undefined && form.packets === 1)) return "whole";
    return form.packets === task.packets && task.windows === null ? { form } : undefined;
  }

  /** Whether a task sees each constant in one way only. */
  private constantsFit(task: Task, operands: readonly ValueId[], part: Part): boolean {
    return operands.every((operand) => {
      if (this.program.values[operand]!.op.kind !== "constant") return true;
      const known = task.parts.get(operand);
      const wanted = part.constants.get(operand)?.value;
      const used = task.values.some((value) => {
        const { op } = this.program.values[value]!;
        return definitionOf(op).operands(op).includes(operand);
      });
      return !used || rawOf(known) === rawOf(wanted);
    });
  }

  /** Makes an operand known to a task. */
  private see(task: Task, operand: ValueId): void {
    const root = this.root(operand);
    const seen = this.seenBy(task, operand);
    if (seen === undefined || this.program.values[root]!.op.kind === "constant") return;
    if (this.owners.get(root) !== task) task.reads.set(root, seen === "whole" ? "whole" : "packet");
    if (seen === "whole") return;
    for (const name of [root, operand]) {
      if (!task.parts.has(name)) {
        task.parts.set(name, { ...this.program.values[name]!, shape: [packetLength(seen.form)] });
      }
    }
  }

  private joinWhole(task: Task, value: ValueId): void {
    for (const operand of this.streamed(value)) {
      if (this.owners.get(operand) !== task) task.reads.set(operand, "whole");
    }
    this.own(task, value, standardForm(this.program.values[value]!.shape));
  }

  private own(task: Task, value: ValueId, form: Form): void {
    task.values.push(value);
    task.forms.set(value, form);
    this.owners.set(value, task);
  }

  private length(value: ValueId): number {
    return this.program.values[value]!.shape.reduce((product, extent) => product * extent, 1);
  }
}

/** A task without values. */
export function emptyTask(scope: string, packets: number, windows: Task["windows"] = null): Task {
  return {
    scope,
    packets,
    windows,
    values: [],
    reads: new Map(),
    forms: new Map(),
    parts: new Map(),
    extents: new Map(),
    differing: new Set(),
  };
}

/** Whether a value may be written to a port as it leaves its task. */
export function isPortForm(form: Form, shape: readonly number[]): boolean {
  return sameForm(form, standardForm(shape));
}

function rawOf(value: Value | undefined): string | undefined {
  return value?.op.kind === "constant" ? value.op.raw.join() : undefined;
}
