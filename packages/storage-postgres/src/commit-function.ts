import { escapeLiteral } from "pg";
import type { Tables } from "./tables.ts";

/**
 * The function that judges and applies a whole batch in one round trip, hence in one transaction, one sync to disk, and
 * without a lock held while anything travels.
 *
 * It is given every address that the batch touches, in the order of locking that all processes share, with the version that
 * the caller expects there (null: any) and what is to be written; and every unique key that is claimed, with the ids that may
 * hold it by now. Either all of it is as expected, then everything is written and `versions` has one number for each unit;
 * or nothing is written, and `present` and `holders` say what is there, under locks that last until the transaction ends.
 * A rival that creates the same document or claims the same key at the same moment shows as a unique violation.
 */
export function commitFunction({ commit, documents, entries, graves, versions }: Tables): string {
  const sequence = escapeLiteral(versions);
  return `
CREATE OR REPLACE FUNCTION ${commit}(
  collections integer[], scopes integer[], ids text[], expected bigint[], actions integer[], units integer[], keys text[], bodies text[],
  claim_collections integer[], claim_scopes integer[], claim_entries text[], claim_allowed text[], unit_count integer,
  OUT versions bigint[], OUT present bigint[], OUT holders text
) LANGUAGE plpgsql
-- Plans are made once, perhaps while the tables are small: only those that stay good as they grow are allowed.
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_memoize = off SET jit = off
AS $body$
#variable_conflict use_variable
DECLARE
  old_keys text[];
  differs boolean;
  creates boolean;
  changes boolean;
  deletes boolean;
  moves_keys boolean;
  newest_deleted bigint;
BEGIN
  -- Locks, row by row in the order given: exclusive for what is written, shared for what is only checked.
  SELECT array_agg(coalesce(w.version, r.version, 0)), array_agg(w.keys) INTO present, old_keys
    FROM unnest(collections, scopes, ids, actions) AS a(collection, scope, id, action)
    LEFT JOIN LATERAL (
      SELECT d.version, d.keys FROM ${documents} d
        WHERE d.collection = a.collection AND d.scope = a.scope AND d.id = a.id AND a.action > 0 FOR UPDATE) w ON true
    LEFT JOIN LATERAL (
      SELECT d.version FROM ${documents} d
        WHERE d.collection = a.collection AND d.scope = a.scope AND d.id = a.id AND a.action = 0 FOR SHARE) r ON true;

  SELECT bool_or(a.expected <> a.present),
      bool_or(a.present = 0 AND (a.action = 1 OR a.expected = 0)),
      bool_or(a.present > 0 AND a.action = 1),
      bool_or(a.present = 0 AND a.action <> 1 AND a.expected = 0 OR a.present > 0 AND a.action = 2),
      bool_or(a.action > 0 AND a.old_keys IS DISTINCT FROM a.keys),
      max(a.present) FILTER (WHERE a.action = 2)
    INTO differs, creates, changes, deletes, moves_keys, newest_deleted
    FROM unnest(expected, present, actions, keys, old_keys) AS a(expected, present, action, keys, old_keys);

  IF differs OR claim_entries <> '{}' AND EXISTS (
      SELECT FROM unnest(claim_collections, claim_scopes, claim_entries, claim_allowed) AS c(collection, scope, entry, allowed)
        JOIN ${entries} e ON e.collection = c.collection AND e.scope = c.scope AND e.entry = c.entry
        WHERE NOT jsonb_exists(c.allowed::jsonb, e.id))
  THEN
    SELECT json_agg(json_build_array(c.place, e.id)) INTO holders
      FROM unnest(claim_collections, claim_scopes, claim_entries) WITH ORDINALITY AS c(collection, scope, entry, place)
      JOIN ${entries} e ON e.collection = c.collection AND e.scope = c.scope AND e.entry = c.entry;
    RETURN;
  END IF;

  versions := ARRAY(SELECT nextval(${sequence}) FROM generate_series(1, unit_count));

  -- What is absent is locked by creating it; what must stay absent is created as well, and deleted below.
  IF creates THEN
    INSERT INTO ${documents} (version, collection, scope, id, keys, body)
      SELECT coalesce(versions[a.unit], 0), a.collection, a.scope, a.id, a.keys, coalesce(a.body, '')
      FROM unnest(collections, scopes, ids, expected, actions, units, keys, bodies, present) AS a(collection, scope, id, expected, action, unit, keys, body, present)
      WHERE a.present = 0 AND (a.action = 1 OR a.expected = 0);
    -- A document that got its version after ours may have been deleted before we created it: then ours must be newer still.
    IF EXISTS (SELECT FROM ${graves} g WHERE g.version > versions[1]) THEN
      versions := ARRAY(SELECT nextval(${sequence}) FROM generate_series(1, unit_count));
      UPDATE ${documents} d SET version = versions[a.unit]
        FROM unnest(collections, scopes, ids, actions, units, present) AS a(collection, scope, id, action, unit, present)
        WHERE a.present = 0 AND a.action = 1 AND d.collection = a.collection AND d.scope = a.scope AND d.id = a.id;
    END IF;
  END IF;

  IF changes THEN
    UPDATE ${documents} d SET version = versions[a.unit], keys = a.keys, body = a.body
      FROM unnest(collections, scopes, ids, actions, units, keys, bodies, present) AS a(collection, scope, id, action, unit, keys, body, present)
      WHERE a.present > 0 AND a.action = 1 AND d.collection = a.collection AND d.scope = a.scope AND d.id = a.id;
  END IF;

  IF deletes THEN
    DELETE FROM ${documents} d
      USING unnest(collections, scopes, ids, expected, actions, present) AS a(collection, scope, id, expected, action, present)
      WHERE (a.present = 0 AND a.action <> 1 AND a.expected = 0 OR a.present > 0 AND a.action = 2)
        AND d.collection = a.collection AND d.scope = a.scope AND d.id = a.id;
    IF newest_deleted > 0 THEN
      INSERT INTO ${graves} (version) VALUES (newest_deleted);
      IF newest_deleted % 64 = 0 THEN
        DELETE FROM ${graves} g WHERE g.ctid IN (SELECT o.ctid FROM ${graves} o WHERE o.dug < now() - interval '1 hour' FOR UPDATE SKIP LOCKED);
      END IF;
    END IF;
  END IF;

  -- Index entries change only where the keys of a document do. Each key begins with its kind: u for unique, i for any other.
  IF moves_keys THEN
    WITH gone AS MATERIALIZED (
      SELECT a.collection, a.scope, substr(k.key, 2) AS entry, a.id
      FROM unnest(collections, scopes, ids, actions, keys, old_keys) AS a(collection, scope, id, action, keys, old_keys),
        json_array_elements_text(a.old_keys::json) AS k(key)
      WHERE a.action > 0 AND a.old_keys IS DISTINCT FROM a.keys AND (a.keys IS NULL OR NOT jsonb_exists(a.keys::jsonb, k.key)))
    DELETE FROM ${entries} e USING gone g WHERE e.collection = g.collection AND e.scope = g.scope AND e.entry = g.entry AND e.id = g.id;
    INSERT INTO ${entries} (collection, scope, entry, id, sole)
      SELECT a.collection, a.scope, substr(k.key, 2), a.id, left(k.key, 1) = 'u'
      FROM unnest(collections, scopes, ids, actions, keys, old_keys) AS a(collection, scope, id, action, keys, old_keys),
        json_array_elements_text(a.keys::json) AS k(key)
      WHERE a.action = 1 AND a.old_keys IS DISTINCT FROM a.keys AND (a.old_keys IS NULL OR NOT jsonb_exists(a.old_keys::jsonb, k.key))
      ORDER BY a.collection, a.scope, substr(k.key, 2) COLLATE "C";
  END IF;
END
$body$`;
}
