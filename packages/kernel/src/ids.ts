import type { Clock, Ids, Random } from "./ports.ts";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * ULIDs: 26 characters of Crockford base 32, ten of time and sixteen of randomness, so that they sort by creation.
 * Within one millisecond the random part counts up, so that ids of one maker never repeat or go back.
 */
export function createUlids(ports: { readonly clock: Clock; readonly random: Random }): Ids {
  let lastTime = -1;
  let digits: number[] = [];
  return {
    next(): string {
      const now = ports.clock.now();
      if (now > lastTime) {
        lastTime = now;
        digits = Array.from({ length: 16 }, () => Math.floor(ports.random() * 32));
      } else {
        countUp(digits);
      }
      return timePart(lastTime) + digits.map((digit) => ALPHABET[digit]).join("");
    },
  };
}

function timePart(time: number): string {
  let text = "";
  for (let rest = time, place = 0; place < 10; place += 1, rest = Math.floor(rest / 32)) text = ALPHABET[rest % 32]! + text;
  return text;
}

function countUp(digits: number[]): void {
  for (let place = digits.length - 1; place >= 0; place -= 1) {
    if (digits[place]! < 31) {
      digits[place]! += 1;
      return;
    }
    digits[place] = 0;
  }
}
