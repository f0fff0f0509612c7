import { permissionsOf, type Role } from "../access/permissions.ts";
import { OPERATOR, type Principal } from "../access/principal.ts";
import { inTheNameOf } from "../http/principal.ts";

/** Somebody who works for the operator of the demonstration. */
export interface Colleague {
  readonly name: string;
  readonly fullName: string;
  readonly roles: readonly Role[];
  readonly locations?: readonly string[];
}

/** Their passwords are random and nobody knows them: an administrator gives a new one to whoever shall sign in. */
export const STAFF = {
  mara: { name: "mara.visser", fullName: "Mara Visser", roles: ["admin"] },
  jonas: { name: "jonas.berg", fullName: "Jonas Berg", roles: ["operator"] },
  petra: { name: "petra.lang", fullName: "Petra Lang", roles: ["billing"] },
  ines: { name: "ines.duarte", fullName: "Inês Duarte", roles: ["operator"], locations: ["lisboa-oriente"] },
  willem: { name: "willem.audit", fullName: "Willem de Groot", roles: ["viewer"] },
} as const satisfies Readonly<Record<string, Colleague>>;

/** Who acts: a colleague, or whoever has the operator key. */
export type Actor = keyof typeof STAFF | "operator";

/** One act of somebody, as a request to the API below /api/v1. */
export interface Act {
  readonly by: Actor;
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE" | "GET";
  readonly path: string;
  readonly body?: object;
}

/** Does an act and answers what the API answered. */
export type Office = (act: Act) => Promise<unknown>;

interface App {
  fetch(request: Request): Response | Promise<Response>;
}

/**
 * What people of the operator do in the demonstration they do through the API of the CPO, with the rights that each has; so it stands in the audit log as in life.
 *
 * @throws when the API refuses
 */
export function officeOf(app: App): Office {
  return async ({ by, method, path, body }) => {
    const request = new Request(`http://demo/api/v1${path}`, { method, ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }) });
    const answer = await app.fetch(inTheNameOf(principalOf(by), request));
    if (!answer.ok) throw new Error(`${method} ${path} of the demonstration was answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
}

function principalOf(actor: Actor): Principal {
  if (actor === "operator") return OPERATOR;
  const { name, roles, ...rest }: Colleague = STAFF[actor];
  return { actor: name, permissions: permissionsOf(roles), ...(rest.locations === undefined ? {} : { locations: rest.locations }) };
}
