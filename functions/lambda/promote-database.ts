import { rds } from "../adapters/rds";
import { parseSetting } from "../core/settings";
import { promoteDatabase } from "../promote-database";
import { taskFunction } from "../runtime/lambda-function";

export const handler = taskFunction("promote-database", (environment, ports) =>
  promoteDatabase({
    ...ports,
    rds: rds(),
    database: parseSetting("DATABASE_CLUSTERS", environment.DATABASE_CLUSTERS),
  }),
);
