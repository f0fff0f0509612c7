import type { Objects } from "../v230/index.ts";
import type { Answer } from "./answer.ts";
import { partyOf, type ClientContext } from "./client-context.ts";
import type { Call, Party } from "./create-caller.ts";

/** Our objects in the hands of a partner, under `/{country_code}/{party_id}/{id}`. */
export interface Mirror<Value> {
  /** What the partner holds of it. */
  get(owner: Party, id: string): Promise<Answer<Value>>;
  /** Creates or replaces it there. */
  put(object: Value): Promise<Answer<undefined>>;
  /** Takes it away there, where the module has DELETE. */
  delete(owner: Party, id: string): Promise<Answer<undefined>>;
}

type Owned = { readonly country_code: string; readonly party_id: string };

export function createMirror<Name extends keyof Objects>({ call, ask, tell }: ClientContext, name: Name, module: string, idOf: (object: Objects[Name] & Owned) => string): Mirror<Objects[Name]> {
  const at = (method: Call["method"], { countryCode, partyId }: Party, id: string): Call => ({ method, module, role: "RECEIVER", segments: [countryCode, partyId, id] });
  return {
    get: (owner, id) => ask(name, at("GET", owner, id)),
    put: (object) => tell(name, object, at("PUT", partyOf(object as Owned), idOf(object as Objects[Name] & Owned))),
    async delete(owner, id) {
      const answer = await call(at("DELETE", owner, id));
      return answer.outcome === "ok" ? { ...answer, value: undefined } : answer;
    },
  };
}
