import { https } from "../adapters/https";
import { parseSetting } from "../core/settings";
import { probe } from "../probe";
import { taskFunction } from "../runtime/lambda-function";

export const handler = taskFunction("probe", (environment, ports) =>
  probe({
    ...ports,
    http: https(),
    healthUrls: parseSetting("HEALTH_URLS", environment.HEALTH_URLS),
  }),
);
