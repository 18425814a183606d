import { inProcessHandler } from "../../../local/wire/request-handler";
import { serve } from "../../../local/wire/server";
import type { RecordingCloud } from "./recording-cloud";

/** Configuration for any SDK client, and how to let go of what it uses. */
export interface AttachedClients {
  readonly config: {
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
    maxAttempts: number;
    endpoint?: string;
    requestHandler?: ReturnType<typeof inProcessHandler>;
  };
  close(): Promise<void>;
}

const base = {
  region: "us-east-2",
  credentials: { accessKeyId: "LOCALSTANDBY", secretAccessKey: "unchecked" },
  maxAttempts: 1,
};

/** Both ways of attaching unmodified SDK clients; every contract holds for both. */
export const attachments: Record<string, (cloud: RecordingCloud) => Promise<AttachedClients>> = {
  "over HTTP": async (cloud) => {
    const attachment = await serve(cloud, { principalOf: (key) => `principal-of-${key}` });
    return {
      config: { ...base, endpoint: attachment.url },
      close: () => attachment.close(),
    };
  },
  "in process": async (cloud) => ({
    config: {
      ...base,
      requestHandler: inProcessHandler(cloud, { principal: "principal-of-LOCALSTANDBY" }),
    },
    close: async () => undefined,
  }),
};
