import { archiveObjects } from "./core/archive-object";
import { readEvents } from "./core/event-reading";
import type { BasePorts } from "./core/ports";
import { type BatchFailures, batchFailures, type DeliveredRecord } from "./core/queue-records";
import { type ArchivePorts, archiveOnce } from "./store/archive";

/** Ports of the archive function. */
export interface ArchiveFunctionPorts extends BasePorts, ArchivePorts {}

/**
 * Keeps what happened for auditors: one object per batch and day rather than one per payment,
 * because small objects never move to cold storage. A batch that cannot be written comes again as a
 * whole.
 */
export function archive(ports: ArchiveFunctionPorts) {
  return async (records: readonly DeliveredRecord[]): Promise<BatchFailures> => {
    const { events, unreadable } = readEvents(records);
    const objects = archiveObjects(events.map(({ event }) => event));
    await Promise.all(objects.map((object) => archiveOnce(ports, object)));
    ports.metrics.count("EventArchived", events.length);
    ports.metrics.count("ArchiveObjectWritten", objects.length);
    return batchFailures(unreadable);
  };
}
