import { AUTHORITY_MUTANTS } from "./authority";
import { CONDITION_MUTANTS } from "./conditions";
import { FAILOVER_MUTANTS } from "./failover";
import type { Mutant } from "./mutant";
import { PROCESSING_MUTANTS } from "./processing";
import { RECOVERY_MUTANTS } from "./recovery";
import { REQUEST_MUTANTS } from "./requests";
import { WRITE_MUTANTS } from "./writes";

/** Every fault that is put into the product to see whether anybody notices. */
export const MUTANTS: readonly Mutant[] = [
  ...REQUEST_MUTANTS,
  ...CONDITION_MUTANTS,
  ...WRITE_MUTANTS,
  ...PROCESSING_MUTANTS,
  ...AUTHORITY_MUTANTS,
  ...RECOVERY_MUTANTS,
  ...FAILOVER_MUTANTS,
];
