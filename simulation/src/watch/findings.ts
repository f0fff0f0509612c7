/** An invariant that did not hold. */
export interface Violation {
  /** Number of the invariant in the domain, e.g. `I3`, or `ORACLE` for what the stations' own meters say. */
  readonly invariant: string;
  readonly what: string;
}

/** Counts checks by invariant and keeps what failed. */
export interface Findings {
  readonly violations: readonly Violation[];
  readonly checks: ReadonlyMap<string, number>;
  /** One check; `what` is only made when it fails. */
  expect(invariant: string, holds: boolean, what: () => string): void;
}

/** The first ones tell the story; a broken run would drown them in followers. */
const MOST = 20;

export function createFindings(found: (violation: Violation) => void = () => undefined): Findings {
  const violations: Violation[] = [];
  const checks = new Map<string, number>();
  return {
    violations, checks,
    expect(invariant, holds, what) {
      checks.set(invariant, (checks.get(invariant) ?? 0) + 1);
      if (holds || violations.length >= MOST) return;
      const violation = { invariant, what: what() };
      violations.push(violation);
      found(violation);
    },
  };
}
