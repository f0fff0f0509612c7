/** The transaction ids that the central system gave, by the station's own reference. */
export interface TransactionNumbers {
  /** 1.6 has no "unknown": a station that never got an id sends -1 (Q14). */
  of(reference: string): number;
  give(reference: string, number: number): void;
  reference(number: number): string | undefined;
  /** The transaction is told completely. */
  forget(reference: string): void;
}

const UNKNOWN_TRANSACTION = -1;

export function createTransactionNumbers(): TransactionNumbers {
  const numbers = new Map<string, number>();
  return {
    of: (reference) => numbers.get(reference) ?? UNKNOWN_TRANSACTION,
    give: (reference, number) => void numbers.set(reference, number),
    reference: (number) => [...numbers].find(([, given]) => given === number)?.[0],
    forget: (reference) => void numbers.delete(reference),
  };
}
