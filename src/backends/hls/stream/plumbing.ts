import { inputPorts } from "../../../ir/index.js";
import type { ValueId } from "../../../ops/index.js";
import type { Design } from "../design.js";
import { streamDepths } from "./depths.js";
import { type Form, packetLength, standardForm } from "./forms.js";
import { emptyTask, isPortForm, type Task, type Tasks } from "./tasks.js";

/** A stream between tasks, or a port of the top function. */
export interface Stream {
  /** Its name in the top function. */
  readonly name: string;
  /** Its name in the tasks. */
  readonly argument: string;
  /** The value that it carries, and how. */
  readonly value: ValueId;
  readonly form: Form;
  /** Name of the type of its packets. */
  readonly packet: string;
}

/** A task with the streams that it reads and writes. */
export interface ConnectedTask {
  readonly name: string;
  readonly task: Task;
  readonly inputs: readonly Stream[];
  readonly outputs: readonly Stream[];
}

/** A type of packets. */
export interface PacketType {
  readonly name: string;
  readonly element: string;
  readonly length: number;
}

/** All tasks, connected: every stream has one writer and one reader. */
export interface Network {
  readonly inputs: readonly Stream[];
  readonly outputs: readonly Stream[];
  readonly tasks: readonly ConnectedTask[];
  /** The streams between tasks. */
  readonly channels: readonly (Stream & { readonly depth: number })[];
  readonly packets: readonly PacketType[];
}

/** Who takes a value from the task that makes it. */
type Consumer = { readonly task: Task } | { readonly port: Stream };

/** Connects tasks with streams, and adds those that hand on ports, constants, and tensors whose packets a port divides otherwise. */
export function connectTasks(design: Design, divided: Tasks): Network {
  return new Plumber(design, divided).connect();
}

class Plumber {
  private readonly packets = new Map<string, PacketType>();
  private readonly names = new Map<Task, string>();
  private readonly incoming = new Map<Task, Stream[]>();
  private readonly outgoing = new Map<Task, Stream[]>();
  private readonly channels: { stream: Stream; from: Task; to: Task }[] = [];

  constructor(
    private readonly design: Design,
    private readonly divided: Tasks,
  ) {}

  connect(): Network {
    const { design, divided } = this;
    const { program, labels } = design;
    const inputs = inputPorts(program).map(({ value, shape }) =>
      this.port(labels.value(value), value, standardForm(shape), design.typeName(value)),
    );
    const outputs = program.outputs.map(({ name, value }) => {
      const label = labels.output(name);
      return this.port(label, value, standardForm(design.value(value).shape), `${label}_t`);
    });
    for (const task of divided.tasks) this.register(task, `compute_${task.scope === "" ? "step" : task.scope}`);
    const before: Task[] = [];
    const after: Task[] = [];
    for (const input of inputs) {
      const consumers = this.consumers(input.value, outputs);
      const only = consumers.length === 1 ? consumers[0]! : undefined;
      if (only !== undefined && "task" in only) this.incoming.get(only.task)!.push(input);
      else before.push(this.share(input));
    }
    for (const task of [...before, ...divided.tasks]) {
      const sources = task.values.length === 0 ? [...task.reads.keys()] : task.values;
      for (const value of sources) {
        for (const consumer of this.consumers(value, outputs)) this.deliver(task, value, consumer, after);
      }
    }
    for (const output of outputs) {
      const root = divided.root(output.value);
      if (design.value(root).op.kind !== "constant") continue;
      const task = emptyTask("", 1);
      this.register(task, `write_${output.name}`);
      this.outgoing.get(task)!.push(output);
      after.push(task);
    }
    const tasks = [...before, ...divided.tasks, ...after];
    const depths = streamDepths(
      this.channels.map(({ stream, from, to }) => ({
        from: tasks.indexOf(from),
        to: tasks.indexOf(to),
        packets: stream.form.packets,
      })),
    );
    return {
      inputs,
      outputs,
      tasks: tasks.map((task) => ({
        name: this.names.get(task)!,
        task,
        inputs: this.incoming.get(task)!,
        outputs: this.outgoing.get(task)!,
      })),
      channels: this.channels.map(({ stream }, index) => ({ ...stream, depth: depths[index]! })),
      packets: [...this.packets.values()],
    };
  }

  private register(task: Task, name: string): void {
    this.names.set(task, this.design.names.take(name));
    this.incoming.set(task, []);
    this.outgoing.set(task, []);
  }

  /** A task that hands an input port on to everybody who reads it. */
  private share(input: Stream): Task {
    const task = emptyTask("", input.form.packets);
    task.reads.set(input.value, "packet");
    task.forms.set(input.value, input.form);
    const { program } = this.design;
    task.parts.set(input.value, { ...program.values[input.value]!, shape: [packetLength(input.form)] });
    this.register(task, `share_${input.name}`);
    this.incoming.get(task)!.push(input);
    return task;
  }

  /** Those who take a value: tasks, then output ports. */
  private consumers(value: ValueId, outputs: readonly Stream[]): Consumer[] {
    const { divided } = this;
    return [
      ...divided.tasks.filter((task) => task.reads.has(value)).map((task) => ({ task })),
      ...outputs.filter((output) => divided.root(output.value) === value).map((port) => ({ port })),
    ];
  }

  private deliver(from: Task, value: ValueId, consumer: Consumer, after: Task[]): void {
    const { design, divided } = this;
    const form = divided.form(value);
    if ("task" in consumer) {
      this.join(from, consumer.task, value, form);
      return;
    }
    const { port } = consumer;
    if (isPortForm(form, design.value(port.value).shape)) {
      this.outgoing.get(from)!.push(port);
      return;
    }
    const repack = emptyTask("", 1);
    repack.reads.set(value, "whole");
    this.register(repack, `repack_${port.name}`);
    this.outgoing.get(repack)!.push(port);
    this.join(from, repack, value, form);
    after.push(repack);
  }

  private join(from: Task, to: Task, value: ValueId, form: Form): void {
    const { design } = this;
    const reader = this.names.get(to)!.replace(/^compute_/, "");
    const name = design.names.take(`${design.labels.value(value)}_to_${reader}`);
    const packet = this.packetType(design.labels.value(value), design.typeName(value), packetLength(form));
    const stream = { name, argument: name, value, form, packet };
    this.outgoing.get(from)!.push(stream);
    this.incoming.get(to)!.push(stream);
    this.channels.push({ stream, from, to });
  }

  private port(name: string, value: ValueId, form: Form, element: string): Stream {
    const argument = this.design.names.take(`${name}_stream`);
    return { name, argument, value, form, packet: this.packetType(name, element, packetLength(form)) };
  }

  /** The name of a type of packets. */
  private packetType(label: string, element: string, length: number): string {
    const key = `${element}, ${length}`;
    const known = this.packets.get(key);
    if (known !== undefined) return known.name;
    const name = this.design.names.take(`${label}_packet`);
    this.packets.set(key, { name, element, length });
    return name;
  }
}
