/** Numbers of types in PostgreSQL's own catalogue, the same in every database. */
const INT4 = 23;
const INT8 = 20;
const TEXT = 25;

const HEADER = 20;
const TWO_TO_THE_32 = 2 ** 32;

/**
 * Arrays as PostgreSQL sends and receives them in binary, which `pg` passes on as they are: bodies are full of quotes, and writing them
 * as an array literal costs more than all else that is done with them.
 */
export function texts(list: readonly (string | null | undefined)[]): Buffer {
  const lengths = list.map((text) => (typeof text === "string" ? Buffer.byteLength(text) : -1));
  const buffer = begin(TEXT, lengths, lengths.reduce((sum, length) => sum + Math.max(length, 0), 0));
  let offset = HEADER;
  for (const [place, text] of list.entries()) {
    offset = buffer.writeInt32BE(lengths[place]!, offset);
    if (typeof text === "string") offset += buffer.write(text, offset);
  }
  return buffer;
}

export function integers(list: readonly (number | undefined)[]): Buffer {
  const buffer = begin(INT4, list, 4 * countOf(list));
  let offset = HEADER;
  for (const number of list) {
    offset = buffer.writeInt32BE(number === undefined ? -1 : 4, offset);
    if (number !== undefined) offset = buffer.writeInt32BE(number, offset);
  }
  return buffer;
}

/** Whole numbers that JavaScript can hold. */
export function bigIntegers(list: readonly (number | undefined)[]): Buffer {
  const buffer = begin(INT8, list, 8 * countOf(list));
  let offset = HEADER;
  for (const number of list) {
    offset = buffer.writeInt32BE(number === undefined ? -1 : 8, offset);
    if (number === undefined) continue;
    offset = buffer.writeInt32BE(Math.floor(number / TWO_TO_THE_32), offset);
    offset = buffer.writeUInt32BE(number >>> 0, offset);
  }
  return buffer;
}

/** Dimensions, whether there may be nulls, type, length, and that the first place is 1; an empty array has no dimension. */
function begin(type: number, list: readonly unknown[], bytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(list.length === 0 ? 12 : HEADER + 4 * list.length + bytes);
  buffer.writeInt32BE(list.length === 0 ? 0 : 1, 0);
  buffer.writeInt32BE(1, 4);
  buffer.writeInt32BE(type, 8);
  if (list.length > 0) buffer.writeInt32BE(list.length, 12);
  if (list.length > 0) buffer.writeInt32BE(1, 16);
  return buffer;
}

function countOf(list: readonly unknown[]): number {
  return list.reduce<number>((count, each) => (each === undefined ? count : count + 1), 0);
}
