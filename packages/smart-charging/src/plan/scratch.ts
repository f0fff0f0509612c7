/** Bytes kept for plans in the making: at first, and at most once larger plans were made. What does not fit is allocated as ever. */
const LEAST = 4 << 20;
const MOST = 64 << 20;

let buffer: ArrayBuffer | undefined;
let size = LEAST;
/** Bytes given away, and bytes asked for; nothing is given away while no plan is being made. */
let used = Infinity;
let asked = 0;

/** Runs work whose arrays from `floats` and `ints` end with it: they are cut from one buffer that the next work uses again. */
export function withScratch<Result>(work: () => Result): Result {
  if (used !== Infinity) return work();
  if (asked > size && size < MOST) {
    size = Math.min(MOST, 2 ** Math.ceil(Math.log2(asked)));
    buffer = undefined;
  }
  buffer ??= new ArrayBuffer(size);
  used = 0;
  asked = 0;
  try {
    return work();
  } finally {
    used = Infinity;
  }
}

/** Zeros; within `withScratch` only until it ends. */
export function floats(length: number): Float64Array<ArrayBuffer> {
  const at = take(length * 8);
  return at < 0 ? new Float64Array(length) : new Float64Array(buffer!, at, length).fill(0);
}

/** Zeros; within `withScratch` only until it ends. */
export function ints(length: number): Int32Array<ArrayBuffer> {
  const at = take(length * 4);
  return at < 0 ? new Int32Array(length) : new Int32Array(buffer!, at, length).fill(0);
}

/** A copy; within `withScratch` only until it ends. */
export function copyFloats(from: Float64Array): Float64Array<ArrayBuffer> {
  const copy = floats(from.length);
  copy.set(from);
  return copy;
}

/** A copy; within `withScratch` only until it ends. */
export function copyInts(from: ArrayLike<number>): Int32Array<ArrayBuffer> {
  const copy = ints(from.length);
  copy.set(from);
  return copy;
}

function take(bytes: number): number {
  const at = used;
  const whole = (bytes + 7) & ~7;
  asked += whole;
  if (at + whole > size) return -1;
  used = at + whole;
  return at;
}
