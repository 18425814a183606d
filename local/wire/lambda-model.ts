/**
 * The part of Lambda's model that is called over the wire, in the notation of the SDK's schemas:
 * the program ships no Lambda client, so there is no package to read it from.
 */
const request = [
  3,
  "com.amazonaws.lambda",
  "InvocationRequest",
  0,
  ["FunctionName", "InvocationType", "LogType", "ClientContext", "Qualifier", "Payload"],
  [
    [0, 1],
    [0, { httpHeader: "X-Amz-Invocation-Type" }],
    [0, { httpHeader: "X-Amz-Log-Type" }],
    [0, { httpHeader: "X-Amz-Client-Context" }],
    [0, { httpQuery: "Qualifier" }],
    [21, { httpPayload: 1 }],
  ],
];

const response = [
  3,
  "com.amazonaws.lambda",
  "InvocationResponse",
  0,
  ["StatusCode", "FunctionError", "LogResult", "ExecutedVersion", "Payload"],
  [
    [1, 32],
    [0, { httpHeader: "X-Amz-Function-Error" }],
    [0, { httpHeader: "X-Amz-Log-Result" }],
    [0, { httpHeader: "X-Amz-Executed-Version" }],
    [21, { httpPayload: 1 }],
  ],
];

const error = (name: string, httpError: number, ...more: string[]) => [
  -3,
  "com.amazonaws.lambda",
  name,
  { error: httpError < 500 ? "client" : "server", httpError },
  ["Type", "message", ...more],
  [0, 0, ...more.map(() => 0)],
];

/** Lambda as the wire speaks it: Invoke, and the errors its callers tell apart. */
export const lambdaModel: Record<string, unknown> = {
  invoke: [
    9,
    "com.amazonaws.lambda",
    "Invoke",
    { http: ["POST", "/2015-03-31/functions/{FunctionName}/invocations", 200] },
    request,
    response,
  ],
  resourceNotFound: error("ResourceNotFoundException", 404),
  tooManyRequests: error("TooManyRequestsException", 429, "Reason"),
  requestTooLarge: error("RequestTooLargeException", 413),
};
