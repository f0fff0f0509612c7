/** Lower-case hex of bytes. */
export function hex(bytes: ArrayBuffer | Uint8Array): string {
  return Array.from(bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The bytes of hex with an even number of digits, or with a leading zero left out. */
export function bytes(digits: string): Uint8Array<ArrayBuffer> {
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  return Uint8Array.from({ length: even.length / 2 }, (_, index) => Number.parseInt(even.slice(index * 2, index * 2 + 2), 16));
}
