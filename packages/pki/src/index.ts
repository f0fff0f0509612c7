export { createAuthority, createMemoryRegister, type Authority, type AuthorityOptions, type Register, type Revocation } from "./create-authority.ts";
export { generateAuthority, type AuthorityMaterial } from "./material.ts";
export { createTestStationKeys, type TestStationKeys } from "./test-station-keys.ts";
export { createTestContractServices, type TestContractServices } from "./test-contract-services.ts";
