import { CpoError, type Clock, type Instant } from "@cpokit/kernel";
import { collection, type Reader, type Unit } from "@cpokit/storage";
import { statements } from "./statement.ts";

/** What became of a statement: somebody agreed to it, and its money left. The statement itself never changes. */
export interface StatementProgress {
  readonly statement: string;
  readonly approved?: { readonly actor: string; readonly at: Instant };
  /** `reference` names the transfer, as the bank knows it. */
  readonly paid?: { readonly actor: string; readonly at: Instant; readonly reference: string };
}

const statementProgress = collection<StatementProgress>("statementProgress");

export type SettleOutcome = { readonly outcome: "done"; readonly progress: StatementProgress } | { readonly outcome: "refused"; readonly reason: string };

/** Carries statements from their issue to the transfer: approved first, then paid, each once. */
export interface Settlements {
  /** A person agrees to a statement. Again changes nothing. @throws `billing.actor` without a name */
  approve(unit: Unit, statement: string, actor: string): Promise<SettleOutcome>;
  /** The money of an approved statement left. The same reference again changes nothing, another one is refused. @throws `billing.actor` without a name */
  pay(unit: Unit, statement: string, act: { readonly actor: string; readonly reference: string }): Promise<SettleOutcome>;
  progress(reader: Reader, statement: string): Promise<StatementProgress>;
}

export function createSettlements({ clock }: { readonly clock: Clock }): Settlements {
  const progress = async (reader: Reader, statement: string): Promise<StatementProgress> => (await reader.get(statementProgress, statement)) ?? { statement };

  async function moved(unit: Unit, id: string, actor: string, topic: string, move: (before: StatementProgress) => StatementProgress | string): Promise<SettleOutcome> {
    if (actor.trim() === "") throw new CpoError("billing.actor", "Say who does it; a statement is approved and paid by name.");
    const statement = await unit.get(statements, id);
    if (statement === undefined) return { outcome: "refused", reason: `There is no statement ${id}.` };
    const before = await progress(unit, id);
    const after = move(before);
    if (typeof after === "string") return { outcome: "refused", reason: after };
    if (after === before) return { outcome: "done", progress: before };
    unit.put(statementProgress, id, after);
    unit.publish({ topic, key: statement.payee, payload: { statement: id, payee: statement.payee } });
    return { outcome: "done", progress: after };
  }

  return {
    progress,
    approve: (unit, id, actor) => moved(unit, id, actor, "statement.approved", (before) => (before.approved === undefined ? { ...before, approved: { actor, at: clock.now() } } : before)),
    pay: (unit, id, { actor, reference }) =>
      moved(unit, id, actor, "statement.paid", (before) => {
        if (before.approved === undefined) return "Somebody has to approve the statement first.";
        if (before.paid === undefined) return { ...before, paid: { actor, at: clock.now(), reference } };
        return before.paid.reference === reference ? before : `The statement was paid by ${before.paid.reference} already.`;
      }),
  };
}
