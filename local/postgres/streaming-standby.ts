import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { copyDataDir, own } from "./cluster-files";
import { type ClusterOptions, PostgresCluster } from "./postgres-cluster";

/** How far a standby is behind; undefined means that nobody knows, which is not zero. */
export interface ReplicationLag {
  /** Log that the primary wrote and the standby has not applied. */
  readonly bytes: number | undefined;
  /** Age of the last applied transaction; grows on an idle primary too. */
  readonly sinceLastApplyMs: number | undefined;
}

/**
 * Cross-region: the stand-in for an Aurora secondary cluster. It is copied from the running
 * primary, replays its log, answers reads, and refuses writes until it is promoted.
 */
export async function createStandby(
  primary: PostgresCluster,
  options: Omit<ClusterOptions, "user">,
): Promise<PostgresCluster> {
  const standby = await PostgresCluster.at({ ...options, user: primary.user });
  await baseBackup(primary, standby);
  await standby.start();
  return standby;
}

/** Makes a standby accept writes; resolves when it does. */
export async function promote(standby: PostgresCluster): Promise<void> {
  const [row] = await standby.query<{ promoted: boolean }>(
    "SELECT pg_promote(true, 30) AS promoted",
  );
  if (!row?.promoted) throw new Error("the standby was not promoted within 30 s");
}

/**
 * Cross-region: turns a former primary into a standby of the new one by copying it afresh, which is
 * also what Aurora does after an unplanned failover: its unreplicated writes are gone for good.
 */
export async function reclone(former: PostgresCluster, primary: PostgresCluster): Promise<void> {
  await former.stop("immediate");
  await rm(former.dataDir, { recursive: true, force: true });
  await baseBackup(primary, former);
  await former.start();
}

/** Whether the server follows another one. */
export async function isStandby(cluster: PostgresCluster): Promise<boolean> {
  const [row] = await cluster.query<{ standby: boolean }>("SELECT pg_is_in_recovery() AS standby");
  return row?.standby === true;
}

/** Asks both sides; a side that does not answer leaves its part undefined. */
export async function lag(
  primary: PostgresCluster,
  standby: PostgresCluster,
): Promise<ReplicationLag> {
  const [written, applied] = await Promise.all([
    answerOf(primary.query<{ lsn: string }>("SELECT pg_current_wal_lsn()::text AS lsn")),
    answerOf(
      standby.query<{ lsn: string; ms: string | null }>(
        `SELECT pg_last_wal_replay_lsn()::text AS lsn,
           extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000 AS ms`,
      ),
    ),
  ]);
  const age = applied?.ms;
  return {
    bytes:
      written && applied ? Number(logPosition(written.lsn) - logPosition(applied.lsn)) : undefined,
    sinceLastApplyMs: age === undefined || age === null ? undefined : Number(age),
  };
}

/** Resolves when the standby has applied everything the primary had written when it was asked. */
export async function caughtUp(
  primary: PostgresCluster,
  standby: PostgresCluster,
  withinMs: number,
): Promise<void> {
  const [target] = await primary.query<{ lsn: string }>("SELECT pg_current_wal_lsn()::text AS lsn");
  const deadline = performance.now() + withinMs;
  for (;;) {
    const [row] = await standby.query<{ reached: boolean }>(
      "SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS reached",
      [target?.lsn],
    );
    if (row?.reached) return;
    if (performance.now() > deadline) throw new Error(`the standby is behind after ${withinMs} ms`);
    await sleep(20);
  }
}

/** The backup's start and stop must happen on one connection. */
async function baseBackup(primary: PostgresCluster, standby: PostgresCluster): Promise<void> {
  const { dataDir, owner } = standby;
  await primary.connected(async (client) => {
    await client.query("SELECT pg_backup_start('standby', fast => true)");
    await copyDataDir(primary.dataDir, dataDir, owner);
    const { rows } = await client.query<{ labelfile: string }>(
      "SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)",
    );
    await writeFile(join(dataDir, "backup_label"), rows[0]?.labelfile ?? "", { mode: 0o600 });
  });
  const source = `host=${primary.host} port=${primary.port} user=${primary.user}`;
  // Replaces what an earlier life as a standby of somebody else may have left.
  await writeFile(join(dataDir, "postgresql.auto.conf"), `primary_conninfo = '${source}'\n`);
  await writeFile(join(dataDir, "standby.signal"), "");
  for (const file of ["backup_label", "postgresql.auto.conf", "standby.signal"]) {
    await own(join(dataDir, file), owner);
  }
}

async function answerOf<Row>(rows: Promise<readonly Row[]>): Promise<Row | undefined> {
  try {
    return (await rows)[0];
  } catch {
    return undefined;
  }
}

/** "16/B374D848" is a 64-bit position, written as two hexadecimal halves. */
function logPosition(lsn: string): bigint {
  const [high, low] = lsn.split("/");
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}
