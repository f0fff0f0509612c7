import type { Check, IndexEntry, StoredDocument, Write } from "./driver.ts";

/** The version at which a unit saw a document. A class, as the others here, since it waits for a commit (decision 0014). */
export class VersionCheck implements Check {
  readonly scope: string;
  readonly collection: string;
  readonly id: string;
  version = 0;

  constructor(scope: string, collection: string, id: string) {
    this.scope = scope;
    this.collection = collection;
    this.id = id;
  }
}

/** A document that a unit puts. */
export class Put {
  readonly kind = "put";
  readonly scope: string;
  readonly collection: string;
  readonly id: string;
  readonly body: string;
  readonly keys: readonly IndexEntry[];

  constructor(scope: string, collection: string, id: string, body: string, keys: readonly IndexEntry[]) {
    this.scope = scope;
    this.collection = collection;
    this.id = id;
    this.body = body;
    this.keys = keys;
  }
}

/** What a unit knows of a document. */
export class TouchedDocument {
  readonly collection: string;
  readonly id: string;
  /** Absent when the unit did not read it. */
  check: Check | undefined = undefined;
  /** As it was read, `undefined` when there was none. */
  body: string | undefined = undefined;
  write: Write | undefined = undefined;

  constructor(collection: string, id: string) {
    this.collection = collection;
    this.id = id;
  }

  /** What the unit saw first stays what it sees, should two reads have been under way. Returns that. */
  saw(check: VersionCheck, document: StoredDocument | undefined): string | undefined {
    if (this.check === undefined) {
      check.version = document?.version ?? 0;
      this.check = check;
      this.body = document?.body;
    }
    return this.body;
  }
}

/** Most units touch so few documents that looking at each is faster than a table. */
const FEW = 16;

/** The documents that a unit touched, in the order in which it first did. */
export class TouchedDocuments {
  readonly all: TouchedDocument[] = [];
  #table: Map<string, TouchedDocument> | undefined;

  find(collection: string, id: string): TouchedDocument | undefined {
    if (this.#table !== undefined) return this.#table.get(keyOf(collection, id));
    for (const document of this.all) if (document.id === id && document.collection === collection) return document;
    return undefined;
  }

  /** Finds the document, or adds it. */
  open(collection: string, id: string): TouchedDocument {
    const known = this.find(collection, id);
    if (known !== undefined) return known;
    const document = new TouchedDocument(collection, id);
    this.all.push(document);
    if (this.#table !== undefined) this.#table.set(keyOf(collection, id), document);
    else if (this.all.length > FEW) this.#table = new Map(this.all.map((touched) => [keyOf(touched.collection, touched.id), touched]));
    return document;
  }
}

function keyOf(collection: string, id: string): string {
  return `${collection.length}:${collection}${id}`;
}
