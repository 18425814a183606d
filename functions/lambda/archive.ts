import { s3 } from "../adapters/s3";
import { archive } from "../archive";
import { queueFunction } from "../runtime/lambda-function";

export const handler = queueFunction("archive", (environment, ports) => ({
  all: archive({
    ...ports,
    s3: s3(),
    archiveBucket: environment.ARCHIVE_BUCKET,
    archiveKeyArn: environment.ARCHIVE_KEY_ARN,
  }),
}));
