/** Nothing on this machine takes longer, unless it was told to swallow calls. */
const ANSWER_WITHIN_MS = 1_500;

/** No function's key: the local cloud takes it for an operator at a terminal. */
export const OPERATOR_KEY = "OPERATOR";

/** How an operator's SDK client reaches a region of the local cloud: no retries, a real deadline. */
export function operatorOf(region: string, port: number) {
  return {
    region,
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: OPERATOR_KEY, secretAccessKey: "local" },
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: 500,
      requestTimeout: ANSWER_WITHIN_MS,
      throwOnRequestTimeout: true,
    },
  };
}
