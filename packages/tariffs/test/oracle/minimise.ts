type Json = string | number | boolean | null | undefined | Json[] | { [key: string]: Json };

/** Fields without which the rest means something else. */
const REQUIRED = new Set(["version", "type", "volume", "start", "end", "start_date_time", "end_date_time", "stop_date_time", "id", "currency", "percentage"]);

/** The smallest form of a JSON value that still fails: leaves out list items and fields one by one, as long as that helps. */
export function minimise<T>(value: T, fails: (smaller: T) => boolean): T {
  let best = value;
  for (let again = true; again;) {
    again = false;
    for (const smaller of smallerForms(JSON.parse(JSON.stringify(best)) as Json)) {
      if (!stillFails(smaller as T, fails)) continue;
      best = smaller as T;
      again = true;
      break;
    }
  }
  return best;
}

/** A form that makes either calculator throw is no smaller reproduction. */
function stillFails<T>(smaller: T, fails: (smaller: T) => boolean): boolean {
  try {
    return fails(smaller);
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

function* smallerForms(value: Json): Generator<Json> {
  if (typeof value !== "object" || value === null) return;
  const keys = Object.keys(value);
  for (const key of keys) {
    if (Array.isArray(value)) {
      if (value.length > 1) yield value.filter((_, index) => String(index) !== key);
    } else if (!REQUIRED.has(key)) yield Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
  }
  for (const key of keys) {
    const inner = Array.isArray(value) ? value[Number(key)] : value[key];
    for (const smaller of smallerForms(inner)) {
      yield Array.isArray(value) ? value.map((item, index) => (String(index) === key ? smaller : item)) : { ...value, [key]: smaller };
    }
  }
}
