import {
  FUNCTION_NAMES,
  FUNCTIONS,
  type FunctionName,
  type FunctionSpec,
} from "../../functions/core/function-catalogue";
import type { StackConfig } from "../config";

/** The functions that a stack declares in each of its two regions. */
export function declaredFunctions(config: Pick<StackConfig, "api" | "ledger">): FunctionName[] {
  return FUNCTION_NAMES.filter((name) => {
    const spec: FunctionSpec = FUNCTIONS[name];
    if (spec.place !== "both") return false;
    if (spec.ledger === true && config.ledger.kind === "none") return false;
    return name !== "authorizer" || config.api.auth.kind === "jwt";
  });
}
