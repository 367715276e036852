/** A stream between two tasks, by their numbers in the order of the tasks. */
export interface Channel {
  readonly from: number;
  readonly to: number;
  /** Packets that it carries for each event. */
  readonly packets: number;
}

/** Depth of a stream on which no task can wait for another in a circle. */
const plainDepth = 2;

/**
 * How many packets each stream must hold so that no design of these tasks can come to a standstill, whatever the speed of
 * its tasks.
 *
 * Where branches part and meet again, a stream holds all packets of an event; elsewhere two will do. Proof: tasks that wait
 * for each other in a circle wait on streams that lie on a circle. Suppose there is one. A task that waits for a packet
 * waits for a task at its own event or at an earlier one. A task that waits for room, in a stream that holds a whole event,
 * waits for a reader at an earlier event, for it has not yet written all of its own. So events never grow along the
 * circle, and it has no task that waits for room: all wait for packets, each for a task before it, and that is no circle.
 *
 * @returns a depth for each stream
 */
export function streamDepths(channels: readonly Channel[]): number[] {
  return channels.map((channel, index) => {
    const others = channels.filter((_other, position) => position !== index);
    return isConnected(channel.from, channel.to, others) ? Math.max(plainDepth, channel.packets) : plainDepth;
  });
}

/** Whether two tasks are connected by streams, in any direction. */
function isConnected(from: number, to: number, channels: readonly Channel[]): boolean {
  const reached = new Set([from]);
  for (let grown = true; grown && !reached.has(to); ) {
    grown = false;
    for (const channel of channels) {
      if (reached.has(channel.from) === reached.has(channel.to)) continue;
      reached.add(channel.from).add(channel.to);
      grown = true;
    }
  }
  return reached.has(to);
}
