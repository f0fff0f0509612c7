export { createAuthority, createMemoryRegister, type Authority, type AuthorityOptions, type Register, type Revocation } from "./create-authority.ts";
export { generateAuthority, type AuthorityMaterial } from "./material.ts";
export { createTestContractServices, type TestContractServices } from "./test-contract-services.ts";
