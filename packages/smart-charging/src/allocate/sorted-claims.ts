const DIGIT = 6;
const BUCKETS = 1 << DIGIT;
const FEW = 24;

/** Claims by their keys, the highest first; kept and used again. */
export interface SortedClaims {
  claims: Int32Array;
  others: Int32Array;
  readonly starts: Int32Array;
}

export function createSortedClaims(count: number): SortedClaims {
  return { claims: new Int32Array(count), others: new Int32Array(count), starts: new Int32Array(BUCKETS) };
}

/** Sorts the claims that have a key above 0, the highest first, equals as they come; how many they are. */
export function sortByKey(out: SortedClaims, keys: Int32Array): number {
  const { claims } = out;
  let count = 0;
  let highest = 0;
  for (let claim = 0; claim < keys.length; claim += 1) {
    const key = keys[claim]!;
    if (key === 0) continue;
    let to = count++;
    if (keys.length <= FEW) for (; to > 0 && keys[claims[to - 1]!]! < key; to -= 1) claims[to] = claims[to - 1]!;
    else if (key > highest) highest = key;
    claims[to] = claim;
  }
  for (let shift = 0; highest >> shift > 0; shift += DIGIT) sortByDigit(out, keys, count, shift);
  return count;
}

/** One pass of a radix sort: equals stay as they are. */
function sortByDigit(out: SortedClaims, keys: Int32Array, count: number, shift: number): void {
  const { claims, others, starts } = out;
  const bucketOf = (claim: number): number => BUCKETS - 1 - ((keys[claim]! >> shift) & (BUCKETS - 1));
  starts.fill(0);
  for (let place = 0; place < count; place += 1) starts[bucketOf(claims[place]!)]! += 1;
  for (let bucket = 0, before = 0; bucket < BUCKETS; bucket += 1) {
    before += starts[bucket]!;
    starts[bucket] = before - starts[bucket]!;
  }
  for (let place = 0; place < count; place += 1) others[starts[bucketOf(claims[place]!)]!++] = claims[place]!;
  [out.claims, out.others] = [others, claims];
}
