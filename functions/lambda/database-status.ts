import { rds } from "../adapters/rds";
import { parseSetting } from "../core/settings";
import { databaseStatus } from "../database-status";
import { taskFunction } from "../runtime/lambda-function";

export const handler = taskFunction("database-status", (environment, ports) =>
  databaseStatus({
    ...ports,
    rds: rds(),
    database: parseSetting("DATABASE_CLUSTERS", environment.DATABASE_CLUSTERS),
  }),
);
