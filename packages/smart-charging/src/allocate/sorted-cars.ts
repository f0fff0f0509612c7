const DIGIT = 6;
const BUCKETS = 1 << DIGIT;
const FEW = 24;

/** Cars and their keys, the highest first; kept and used again. */
export interface SortedCars {
  cars: Int32Array;
  keys: Int32Array;
  otherCars: Int32Array;
  otherKeys: Int32Array;
  readonly starts: Int32Array;
}

export function createSortedCars(count: number): SortedCars {
  const make = (): Int32Array => new Int32Array(count);
  return { cars: make(), keys: make(), otherCars: make(), otherKeys: make(), starts: new Int32Array(BUCKETS) };
}

/** Sorts the cars whose claims have a key above 0, the highest first, equals in the order of the claims; how many they are. */
export function sortByKey(out: SortedCars, keyOfClaim: Int32Array, carOf: Int32Array): number {
  const { cars, keys } = out;
  let count = 0;
  let highest = 0;
  for (let claim = 0; claim < keyOfClaim.length; claim += 1) {
    const key = keyOfClaim[claim]!;
    if (key === 0) continue;
    keys[count] = key;
    cars[count++] = carOf[claim]!;
    if (key > highest) highest = key;
  }
  if (count <= FEW) insert(out, count);
  else for (let shift = 0; highest >> shift > 0; shift += DIGIT) sortByDigit(out, count, shift);
  return count;
}

function insert({ cars, keys }: SortedCars, count: number): void {
  for (let from = 1; from < count; from += 1) {
    const key = keys[from]!;
    const car = cars[from]!;
    let to = from;
    for (; to > 0 && keys[to - 1]! < key; to -= 1) {
      keys[to] = keys[to - 1]!;
      cars[to] = cars[to - 1]!;
    }
    keys[to] = key;
    cars[to] = car;
  }
}

/** One pass of a radix sort: equals stay as they are. */
function sortByDigit(out: SortedCars, count: number, shift: number): void {
  const { cars, keys, otherCars, otherKeys, starts } = out;
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) starts[bucket] = 0;
  for (let place = 0; place < count; place += 1) starts[(keys[place]! >> shift) & (BUCKETS - 1)]! += 1;
  for (let bucket = BUCKETS - 1, before = 0; bucket >= 0; bucket -= 1) {
    before += starts[bucket]!;
    starts[bucket] = before - starts[bucket]!;
  }
  for (let place = 0; place < count; place += 1) {
    const key = keys[place]!;
    const to = starts[(key >> shift) & (BUCKETS - 1)]!++;
    otherKeys[to] = key;
    otherCars[to] = cars[place]!;
  }
  [out.cars, out.otherCars, out.keys, out.otherKeys] = [otherCars, cars, otherKeys, keys];
}
