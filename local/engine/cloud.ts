import { NotModelled } from "./aws-error";
import type { Caller, Service } from "./service";

/** Every emulated service behind one door: the port, the wire and the simulator all call it. */
export class Cloud {
  private readonly services = new Map<string, Service>();

  constructor(services: readonly Service[]) {
    for (const service of services) {
      if (this.services.has(service.name)) {
        throw new Error(`the service ${service.name} was given twice`);
      }
      this.services.set(service.name, service);
    }
  }

  /** Answers like AWS would, or throws AwsError; a promise only for long polls and invocations. */
  call(
    caller: Caller,
    service: string,
    operation: string,
    input: Record<string, unknown>,
  ): unknown {
    const target = this.services.get(service);
    if (!target) throw new NotModelled(service, operation, "no such service here");
    return target.call(caller, operation, input);
  }
}
