import { linear } from "../../../layers/index.js";
import type { CallContext, Kernel } from "./kernel.js";

/** nnet::clone_stream: two to seven copies of a stream. */
export const cloneStream: Kernel = {
  signatures: Array.from({ length: 6 }, (_unused, more) => ({
    templates: ["data", "result", "count"],
    operands: ["data", "result", ...Array.from({ length: more + 1 }, (_other, index) => `result${index + 2}`)],
  })),
  uses: ["clone_stream"],
  write(call) {
    const { builder } = call;
    const { value, pack } = call.data("data", countOf(call));
    const roles = ["result", "result2", "result3", "result4", "result5", "result6", "result7"];
    return roles
      .filter((role) => call.hasOperand(role))
      .map((role) => {
        const carrier = call.carrier(role);
        if (carrier.pack !== pack)
          call.inexact(`a stream of arrays of ${pack} is copied to one of arrays of ${carrier.pack}`);
        return linear(builder, value, { result: carrier.format });
      });
  },
};

/** nnet::repack_stream: the same elements in arrays of another size. */
export const repackStream: Kernel = {
  signatures: [{ templates: ["data", "result", "count"], operands: ["data", "result"] }],
  uses: ["repack_stream"],
  write(call) {
    const { value, pack, count } = call.data("data", countOf(call));
    const [from, to] = [pack ?? 1, call.resultPack ?? 1];
    if (Math.max(from, to) % Math.min(from, to) !== 0 || count % to !== 0) {
      call.inexact(`arrays of ${from} are packed as arrays of ${to}, which drops elements`);
    }
    return linear(call.builder, value, { result: call.result });
  },
};

/** nnet::broadcast_stream: a tensor [1, 1, C] or [H, W, 1] repeated to [H, W, C]. */
export const broadcastStream: Kernel = {
  signatures: [{ templates: ["data", "result", "config"], operands: ["data", "result"] }],
  uses: ["broadcast_stream", "broadcast_stream_1x1xC", "broadcast_stream_HxWx1"],
  write(call) {
    const { config, builder, result } = call;
    const extents = (prefix: string): [number, number, number] => [
      config.count(`${prefix}_height`),
      config.count(`${prefix}_width`),
      config.count(`${prefix}_chan`),
    ];
    const [from, to] = [extents("in"), extents("out")];
    const { value } = call.data("data", from[0] * from[1] * from[2]);
    const total = to[0] * to[1] * to[2];
    if (!(total >= 1 && total <= 2 ** 20))
      config.bad("out_chan", `and the extents give ${total} elements`, "1 to 1048576");
    const perChannel = from[0] === 1 && from[1] === 1 && from[2] === to[2];
    if (!perChannel && !(from[2] === 1 && from[0] === to[0] && from[1] === to[1])) {
      call.inexact(`a tensor [${from}] is repeated to [${to}], which the kernel does not do`);
    }
    const indices = Array.from({ length: total }, (_unused, index) =>
      perChannel ? index % to[2] : Math.floor(index / to[2]),
    );
    return linear(builder, builder.gather(value, indices, to), { result });
  },
};

/** The number of elements among the template arguments. */
function countOf(call: CallContext): number {
  const count = call.templateNumber("count");
  if (Number.isInteger(count) && count >= 1 && count <= 2 ** 20) return count;
  return call.mismatch(`${count} elements are copied`, "1 to 1048576");
}
