import type { DatabasePair, DatabaseState, DatabaseStatus } from "../engine/rds/database-pair";
import type { PostgresBinaries } from "../postgres/postgres-binaries";
import { type PostgresCluster, startCluster } from "../postgres/postgres-cluster";
import { caughtUp, createStandby, lag, promote, reclone } from "../postgres/streaming-standby";

/** Where the clusters of both regions live. */
export interface PairPlace {
  readonly region: string;
  readonly dataDir: string;
  readonly port: number;
}

export interface PairOptions {
  /** The region that writes at first, then the one that follows. */
  readonly places: readonly [PairPlace, PairPlace];
  readonly databaseName: string;
  readonly owner: string;
  readonly binaries: PostgresBinaries;
}

interface Member {
  readonly region: string;
  readonly cluster: PostgresCluster;
  isDark: boolean;
  /** Wrote when another cluster was promoted, so its data may say things that are not true any more. */
  isStale: boolean;
}

const CATCH_UP_MS = 10_000;

/**
 * Two real PostgreSQL clusters with streaming replication in the place of an Aurora global database.
 * Cross-region: the death of a region takes its cluster with it, in the middle of whatever it did.
 */
export class PostgresPair implements DatabasePair {
  private lagMs = 0;
  private isFollowing = true;

  private constructor(
    private writer: Member,
    private follower: Member,
  ) {}

  static async open(options: PairOptions): Promise<PostgresPair> {
    const { places, owner, binaries, databaseName } = options;
    const [first, second] = places;
    const primary = await startCluster({ ...first, user: owner, binaries });
    await primary.query(`CREATE DATABASE "${databaseName}"`);
    const standby = await createStandby(primary, { ...second, binaries });
    const member = (region: string, cluster: PostgresCluster): Member => ({
      region,
      cluster,
      isDark: false,
      isStale: false,
    });
    return new PostgresPair(member(first.region, primary), member(second.region, standby));
  }

  /** Cross-region: the target is not kept from writing by an old writer that cannot be asked. */
  async promote(region: string): Promise<void> {
    const target = this.member(region);
    if (target === this.writer) return;
    const old = this.writer;
    if (!old.isDark) await old.cluster.stop("immediate");
    await promote(target.cluster);
    old.isStale = true;
    this.writer = target;
    this.follower = old;
    this.isFollowing = false;
  }

  async switchover(region: string): Promise<void> {
    const target = this.member(region);
    if (target === this.writer) return;
    const old = this.writer;
    // Nothing may be written after the follower was found equal, or it would be lost.
    await setReadOnly(old.cluster, true);
    try {
      await caughtUp(old.cluster, target.cluster, CATCH_UP_MS);
    } catch (error) {
      await setReadOnly(old.cluster, false);
      throw error;
    }
    await old.cluster.stop("fast");
    await promote(target.cluster);
    this.writer = target;
    this.follower = old;
    await reclone(old.cluster, target.cluster);
  }

  async rejoin(region: string): Promise<void> {
    const member = this.member(region);
    if (member.isDark || this.writer.isDark) throw new Error(`${region} cannot be rebuilt now`);
    await reclone(member.cluster, this.writer.cluster);
    member.isStale = false;
  }

  status(): DatabaseStatus {
    const stateOf = (member: Member): DatabaseState => ({
      isUp: member.cluster.running && !member.isDark,
      isReplicating: member === this.follower && this.isFollowing,
      lagMs: member === this.follower ? this.lagMs : 0,
    });
    const { writer, follower } = this;
    return {
      writerRegion: writer.region,
      regions: { [writer.region]: stateOf(writer), [follower.region]: stateOf(follower) },
    };
  }

  /** The region's machines are gone, or back. What was overtaken meanwhile stays down until rebuilt. */
  async setDark(region: string, isDark: boolean): Promise<void> {
    const member = this.member(region);
    if (member.isDark === isDark) return;
    member.isDark = isDark;
    if (isDark) await member.cluster.stop("immediate");
    else if (!member.isStale) await member.cluster.start();
  }

  /** Cross-region: a cut between the regions stops replication; both clusters go on by themselves. */
  async setLinked(isLinked: boolean): Promise<void> {
    const { follower, writer } = this;
    if (!follower.cluster.running || follower.isStale) return;
    const { host, port, user } = writer.cluster;
    const source = isLinked ? `host=${host} port=${port} user=${user}` : "";
    await follower.cluster.query(`ALTER SYSTEM SET primary_conninfo = '${source}'`);
    await follower.cluster.query("SELECT pg_reload_conf()");
  }

  /** Looks at both sides; what cannot be measured counts as not following. */
  async measure(): Promise<void> {
    const { writer, follower } = this;
    if (follower.isStale || !follower.cluster.running || !writer.cluster.running) {
      this.isFollowing = false;
      return;
    }
    try {
      const [receiver] = await follower.cluster.query("SELECT 1 FROM pg_stat_wal_receiver");
      const { bytes, sinceLastApplyMs } = await lag(writer.cluster, follower.cluster);
      this.isFollowing = receiver !== undefined;
      this.lagMs = bytes === 0 ? 0 : (sinceLastApplyMs ?? 0);
    } catch {
      this.isFollowing = false;
    }
  }

  async close(): Promise<void> {
    await Promise.all([
      this.writer.cluster.stop("immediate"),
      this.follower.cluster.stop("immediate"),
    ]);
  }

  private member(region: string): Member {
    const found = [this.writer, this.follower].find((one) => one.region === region);
    if (!found) throw new Error(`no database in ${region}`);
    return found;
  }
}

async function setReadOnly(cluster: PostgresCluster, isReadOnly: boolean): Promise<void> {
  const state = isReadOnly ? "on" : "off";
  await cluster.query(`ALTER SYSTEM SET default_transaction_read_only = ${state}`);
  await cluster.query("SELECT pg_reload_conf()");
}
