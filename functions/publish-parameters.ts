import { sharedParameter } from "./core/parameter-names";
import type { BasePorts, Remote } from "./core/ports";
import { requireOwnRegion, type StepEvent, workflowInputFrom } from "./core/workflow";
import { callRepeatable } from "./store/call";

export interface PublishParametersPorts extends BasePorts {
  readonly ssm: Remote;
  readonly sharedParametersPath: string;
}

export interface PublishedParameters {
  readonly published: readonly string[];
}

/** Tells everybody who reads parameters which region is active; the other region gets a copy. */
export function publishParameters(ports: PublishParametersPorts) {
  return async (event: StepEvent): Promise<PublishedParameters> => {
    const input = workflowInputFrom(event.input);
    requireOwnRegion(input, ports.region);
    const path = ports.sharedParametersPath;
    const values = [
      [sharedParameter(path, "active-region"), input.to],
      [sharedParameter(path, "epoch"), String(input.epoch + 1)],
    ] as const;
    for (const [Name, Value] of values) {
      const put = { Name, Value, Type: "String", Overwrite: true };
      await callRepeatable(ports, ports.ssm, "PutParameter", put);
    }
    return { published: values.map(([name]) => name) };
  };
}
