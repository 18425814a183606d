import type { BasePorts, Remote } from "./core/ports";
import type { DnsRecords } from "./core/settings";
import { StepError } from "./core/step-error";
import { type RecordSet, type WeightedRecords, weightChanges } from "./core/weighted-records";
import { type StepEvent, workflowInputFrom } from "./core/workflow";
import { callRepeatable } from "./store/call";

export interface ShiftTrafficPorts extends BasePorts {
  readonly route53: Remote;
  readonly records: DnsRecords;
}

export interface ShiftTrafficEvent extends StepEvent {
  /** Share of the traffic for the region that takes over, in per cent. */
  readonly share?: unknown;
}

export interface TrafficShift {
  readonly changed: boolean;
  readonly share: number;
}

/**
 * Brings the weights of the shared name in line with authority. Cross-region: traffic has moved long
 * before, because health checks changed; this is bookkeeping through a control plane that may be the
 * one that is down, so the state machine carries on without it.
 */
export function shiftTraffic(ports: ShiftTrafficPorts) {
  return async (event: ShiftTrafficEvent): Promise<TrafficShift> => {
    const input = workflowInputFrom(event.input);
    const { share = 100 } = event;
    if (typeof share !== "number" || !Number.isInteger(share) || share < 1 || share > 100) {
      throw new StepError("InvalidInput", "share is a whole number from 1 to 100");
    }
    const { records } = ports;
    if (records.kind !== "weighted") return { changed: false, share };
    const changes = weightChanges(records, await listed(ports, records), input.to, share);
    if (changes.length === 0) return { changed: false, share };
    await callRepeatable(ports, ports.route53, "ChangeResourceRecordSets", {
      HostedZoneId: records.zoneId,
      ChangeBatch: { Comment: `${input.kind} to ${input.to}: ${share} %`, Changes: changes },
    });
    return { changed: true, share };
  };
}

/** All records of one name: two regions with a few types each fit into one page many times over. */
async function listed(
  ports: ShiftTrafficPorts,
  records: WeightedRecords,
): Promise<readonly RecordSet[]> {
  const page = await callRepeatable<{ ResourceRecordSets?: readonly RecordSet[] }>(
    ports,
    ports.route53,
    "ListResourceRecordSets",
    { HostedZoneId: records.zoneId, StartRecordName: records.name },
  );
  return page.ResourceRecordSets ?? [];
}
