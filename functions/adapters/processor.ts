import type { Clock } from "../core/ports";
import type { Processor } from "../core/processor";
import type { ProcessorSettings } from "../core/settings";
import { credential } from "./credential";
import { httpProcessor } from "./http-processor";
import { https } from "./https";
import { sandboxProcessor } from "./sandbox-processor";
import { secretsManager } from "./secrets";

/** The processor that the settings name. */
export function processorFor(settings: ProcessorSettings, clock: Clock): Processor {
  if (settings.kind === "sandbox") return sandboxProcessor(settings, clock);
  return httpProcessor(settings, {
    http: https(),
    clock,
    credential: settings.secretId
      ? credential(secretsManager(), settings.secretId, clock)
      : undefined,
  });
}
