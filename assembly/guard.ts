// Whether sums may be computed in any way in a block of events: from how far their operands reach in the block follows how
// far a partial sum can move between two places where it is looked at. See src/backends/wasm/fastSum.ts.

/**
 * How many bytes of addresses of pairs (four a pair) a sum may take in before it is looked at again, or 0 where sums have
 * to go step by step.
 *
 * @param rows addresses of `count` rows
 * @param half whether the rows have 16-bit lanes, else 32
 * @param plan 64-bit words: least and largest sum that stay inside the accumulator, least and largest start, the largest
 *   size of a weight, how many stretches follow, then for each, longest first: its bytes of addresses, the most that a
 *   reach of one above zero can add to a sum on the way, the most that a reach of one below zero can add, the most that a
 *   reach of one to both sides can add or take away, whether sums are looked at behind their last stretch too, and whether
 *   it is taken whenever it is possible
 * @param limits four 32-bit words. Two are set here: the least sum that is safe at the places where it is looked at, and
 *   how much larger it may be. The third counts what the last block had to do step by step, and begins anew. The fourth is
 *   the longest stretch to try, which follows that count, and in its upper half how many blocks in a row had to do nothing
 * @param often counts in a block from which shorter stretches pay
 * @param bytes bytes of a row of 32-bit lanes to look at
 */
export function safeStretch(
  rows: usize,
  count: i32,
  half: bool,
  plan: usize,
  limits: usize,
  often: u32,
  bytes: usize,
): usize {
  const reach = half ? reach16(rows, count, bytes) : reach32(rows, count, bytes);
  const above = <i64>i32x4.extract_lane(reach, 0);
  const below = -<i64>i32x4.extract_lane(reach, 1);
  const lowest = load<i64>(plan);
  const highest = load<i64>(plan, 8);
  const most = ((highest - lowest) >> 2) * 3;
  // Products alone are assigned to the accumulator too.
  const product = max(above, below) * load<i64>(plan, 32);
  if (product > highest || -product < lowest) return 0;
  const stretches = <usize>load<i64>(plan, 40);
  const first = followed(limits, often, <u32>stretches - 1);
  const end = plan + 48 + stretches * 48;
  for (let entry = plan + 48 + first * 48; entry < end; entry += 48) {
    const positive = load<i64>(entry, 8);
    const negative = load<i64>(entry, 16);
    const both = max(above, below) * load<i64>(entry, 24);
    // Between two looks a sum goes somewhere and comes back: in one of both directions it takes at most half of the steps.
    const farthest = load<i64>(entry, 32) != 0 ? (both + 1) >> 1 : both;
    const up = min(above * positive + below * negative, farthest);
    const down = min(above * negative + below * positive, farthest);
    const low = lowest + down;
    const high = highest - up;
    if (load<i64>(plan, 16) < low || load<i64>(plan, 24) > high) continue;
    if (load<i64>(entry, 40) == 0 && up + down > most) continue;
    store<i32>(limits, <i32>low);
    store<u32>(limits, <u32>(high - low), 4);
    return <usize>load<i64>(entry);
  }
  return 0;
}

/** The stretch to begin with: a shorter one after a block with many sums step by step, a longer one after many without. */
function followed(limits: usize, often: u32, last: u32): usize {
  const redone = load<u32>(limits, 8);
  const state = load<u32>(limits, 12);
  let first = state & 0xffff;
  let calm = redone == 0 ? (state >> 16) + 1 : 0;
  if (redone > often && first < last) first++;
  if (calm == 16 && first > 0) first--;
  calm &= 15;
  store<u32>(limits, 0, 8);
  store<u32>(limits, (calm << 16) | first, 12);
  return <usize>first;
}

/** How far rows of 32-bit lanes reach above zero, and how far below: lanes 0 and 1. */
function reach32(rows: usize, count: i32, bytes: usize): v128 {
  let most = i32x4.splat(0);
  let least = most;
  const end = rows + (<usize>count << 2);
  for (; rows < end; rows += 4) {
    const row = <usize>load<u32>(rows);
    for (let at: usize = 0; at < bytes; at += 16) {
      const x = v128.load(row + at);
      most = i32x4.max_s(most, x);
      least = i32x4.min_s(least, x);
    }
  }
  return acrossLanes(most, least);
}

/** How far rows of 16-bit lanes reach above zero, and how far below: lanes 0 and 1. */
function reach16(rows: usize, count: i32, bytes: usize): v128 {
  let most = i16x8.splat(0);
  let least = most;
  const end = rows + (<usize>count << 2);
  for (; rows < end; rows += 4) {
    const row = <usize>load<u32>(rows);
    for (let at: usize = 0; at < bytes >> 1; at += 16) {
      const x = v128.load(row + at);
      most = i16x8.max_s(most, x);
      least = i16x8.min_s(least, x);
    }
  }
  return acrossLanes(
    i32x4.max_s(i32x4.extend_low_i16x8_s(most), i32x4.extend_high_i16x8_s(most)),
    i32x4.min_s(i32x4.extend_low_i16x8_s(least), i32x4.extend_high_i16x8_s(least)),
  );
}

function acrossLanes(most: v128, least: v128): v128 {
  most = i32x4.max_s(most, v128.shuffle<i32>(most, most, 2, 3, 0, 1));
  least = i32x4.min_s(least, v128.shuffle<i32>(least, least, 2, 3, 0, 1));
  const above = max(i32x4.extract_lane(most, 0), i32x4.extract_lane(most, 1));
  const below = min(i32x4.extract_lane(least, 0), i32x4.extract_lane(least, 1));
  return i32x4.replace_lane(i32x4.splat(above), 1, below);
}
