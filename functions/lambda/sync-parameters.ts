import { ssm } from "../adapters/ssm";
import { parseSetting } from "../core/settings";
import { taskFunction } from "../runtime/lambda-function";
import { syncParameters } from "../sync-parameters";

export const handler = taskFunction("sync-parameters", (environment, ports) =>
  syncParameters({
    ...ports,
    ssm: ssm(),
    peerSsm: ssm(environment.PEER_REGION),
    peerRegion: environment.PEER_REGION,
    sharedParametersPath: environment.SHARED_PARAMETERS_PATH,
    sharedKeyArns: parseSetting("SHARED_KEY_ARNS", environment.SHARED_KEY_ARNS),
  }),
);
