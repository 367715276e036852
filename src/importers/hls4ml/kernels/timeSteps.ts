import type { LayerConfig } from "../config.js";
import type { CallContext, Kernel } from "./kernel.js";

const signatures = [{ templates: ["data", "config"], operands: ["step", "data", "result"] }] as const;

/** nnet::read_time_step_2d to 4d and write_time_step_2d to 4d: one step of a sequence, inside a loop over the steps. */
export const timeSteps: Readonly<Record<string, Kernel>> = Object.fromEntries(
  [2, 3, 4].flatMap((rank) => [
    [`read_time_step_${rank}d`, reading(rank)],
    [`write_time_step_${rank}d`, writing(rank)],
  ]),
);

function reading(rank: number): Kernel {
  return {
    signatures,
    uses: [`read_time_step_${rank}d`],
    write(call) {
      const count = stepOf(call.config, rank);
      const { value } = call.data("data", call.config.count("n_time_steps") * count);
      const start = stepIn(call) * count;
      return call.builder.gather(
        value,
        Array.from({ length: count }, (_unused, index) => start + index),
        [count],
      );
    },
  };
}

function writing(rank: number): Kernel {
  return {
    signatures,
    uses: [`write_time_step_${rank}d`],
    isJoined: true,
    write(call) {
      stepIn(call);
      return call.data("data", stepOf(call.config, rank)).value;
    },
  };
}

/** Number of elements of one step. */
function stepOf(config: LayerConfig, rank: number): number {
  const extents = ["n_chan", "in_width", "in_height"].slice(0, rank - 1);
  return extents.reduce((product, name) => product * config.count(name), 1);
}

/** The step of the call, which only a loop over the steps gives. */
function stepIn(call: CallContext): number {
  const { loop } = call.call;
  if (loop === undefined) return call.unknown("a time step outside a loop over time steps is not known");
  const steps = call.config.count("n_time_steps");
  if (call.step < steps) return call.step;
  return call.mismatch(`the loop has more steps than the ${steps} of ${call.config.name}`, `${steps} steps`);
}
