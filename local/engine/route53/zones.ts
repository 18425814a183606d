import { AwsError } from "../aws-error";
import type { Timeline } from "../timeline";
import { applyChanges, type Change } from "./change-batch";
import { plainName, type RecordSet } from "./record-set";

/** One hosted zone: what the API knows, and what name servers already answer with. */
export interface Zone {
  readonly id: string;
  readonly name: string;
  /** As the control plane stores it. */
  stored: ReadonlyMap<string, RecordSet>;
  /** As the name servers have it, which is later. */
  published: ReadonlyMap<string, RecordSet>;
}

interface StoredChange {
  readonly submittedAt: Date;
  readonly insyncAtMs: number;
}

/** All hosted zones of the account. */
export class Zones {
  private readonly zones = new Map<string, Zone>();
  private readonly changes = new Map<string, StoredChange>();

  constructor(
    private readonly timeline: Timeline,
    private readonly propagationDelayMs: number,
  ) {}

  create(id: string, name: string): void {
    this.zones.set(id, { id, name: plainName(name), stored: new Map(), published: new Map() });
  }

  /** Puts records in place as they were before the story began: at once, by the same rules. */
  declare(zoneId: string, records: readonly RecordSet[]): void {
    const zone = this.get(zoneId);
    const changes = records.map(
      (record): Change => ({ Action: "CREATE", ResourceRecordSet: record }),
    );
    zone.stored = applyChanges(zone.stored, changes, zone.name);
    zone.published = applyChanges(zone.published, changes, zone.name);
  }

  /** Stores a batch now; name servers follow after the propagation delay. */
  change(zoneId: string, changes: readonly Change[]): Record<string, unknown> {
    const zone = this.get(zoneId);
    const stored = applyChanges(zone.stored, changes, zone.name);
    zone.stored = stored;
    const nowMs = this.timeline.nowMs();
    const id = `/change/C${String(this.changes.size + 1).padStart(8, "0")}`;
    const insyncAtMs = nowMs + this.propagationDelayMs;
    this.changes.set(id, { submittedAt: new Date(nowMs), insyncAtMs });
    this.timeline.after(this.propagationDelayMs, () => {
      zone.published = stored;
    });
    return this.changeInfo(id);
  }

  changeInfo(id: string): Record<string, unknown> {
    const fullId = id.startsWith("/change/") ? id : `/change/${id}`;
    const change = this.changes.get(fullId);
    if (!change) throw new AwsError("NoSuchChange", `Could not find resource with ID: ${id}`, 404);
    const Status = this.timeline.nowMs() >= change.insyncAtMs ? "INSYNC" : "PENDING";
    return { ChangeInfo: { Id: fullId, Status, SubmittedAt: change.submittedAt } };
  }

  get(zoneId: string): Zone {
    const zone = this.zones.get(zoneId.replace(/^\/hostedzone\//, ""));
    if (!zone)
      throw new AwsError("NoSuchHostedZone", `No hosted zone found with ID: ${zoneId}`, 404);
    return zone;
  }

  /** The zone that answers for a name: the one with the longest matching name. */
  serving(name: string): Zone | undefined {
    const asked = plainName(name);
    return [...this.zones.values()]
      .filter((zone) => asked === zone.name || asked.endsWith(`.${zone.name}`))
      .sort((a, b) => b.name.length - a.name.length)[0];
  }
}
