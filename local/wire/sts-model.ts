/**
 * The one operation of STS that operators and tools call to see who they are, in the notation of
 * the SDK's schemas: the program ships no STS client of its own to read it from.
 */
export const stsModel: Record<string, unknown> = {
  getCallerIdentity: [
    9,
    "com.amazonaws.sts",
    "GetCallerIdentity",
    0,
    [3, "com.amazonaws.sts", "GetCallerIdentityRequest", 0, [], []],
    [
      3,
      "com.amazonaws.sts",
      "GetCallerIdentityResponse",
      0,
      ["UserId", "Account", "Arn"],
      [0, 0, 0],
    ],
  ],
};
