/** Names of the places of a template: `"a" | "b"` of `"{a} and {b}"`. */
type Places<Template extends string> = Template extends `${string}{${infer Place}}${infer Rest}` ? Place | Places<Rest> : never;

type Values<Template extends string> = [Places<Template>] extends [never] ? [] : [values: Readonly<Record<Places<Template>, string | number>>];

/** What a sentence says: a stable code, and the text at each of its places. */
export interface Said<Code extends string = string> {
  readonly code: Code;
  readonly values: Readonly<Record<string, string>>;
}

/** Sentences for people with a code each, so that they can be told in another language. */
export interface Sentences<Templates extends Readonly<Record<string, string>>> {
  /** By code; `{name}` is the place of a value. */
  readonly templates: Templates;
  /** The sentence in English. */
  say<Code extends keyof Templates & string>(code: Code, ...values: Values<Templates[Code]>): string;
  /** The code and the values of a sentence that `say` wrote, however long ago; `undefined` for any other text. */
  read(text: string): Said<keyof Templates & string> | undefined;
}

/**
 * Sentences that are written with `say` and read back with `read`: what is stored or told is a plain sentence, and still
 * nobody has to guess what it says. Of several templates that fit a text the longest is meant.
 *
 * @example
 * const steps = createSentences({ metered: "The register stands at {register} Wh." });
 * steps.read(steps.say("metered", { register: 1_200 })); // { code: "metered", values: { register: "1200" } }
 */
export function createSentences<const Templates extends Readonly<Record<string, string>>>(templates: Templates): Sentences<Templates> {
  let patterns: readonly (readonly [code: string, pattern: RegExp])[] | undefined;
  return {
    templates,
    say: (code, values?: Readonly<Record<string, string | number>>) => templates[code]!.replace(PLACE, (_, name: string) => values?.[name] as string),
    read(text) {
      patterns ??= Object.entries(templates)
        .sort(([, one], [, other]) => other.length - one.length)
        .map(([code, template]) => [code, new RegExp(`^${template.replace(/[^\w\s{}]/g, "\\$&").replace(PLACE, "(?<$1>.*?)")}$`, "s")]);
      for (const [code, pattern] of patterns) {
        const found = pattern.exec(text);
        if (found !== null) return { code, values: { ...found.groups } };
      }
      return undefined;
    },
  };
}

const PLACE = /{(\w+)}/g;
