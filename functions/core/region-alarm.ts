/** The members of a CloudWatch alarm's notification that matter here. */
interface AlarmMessage {
  readonly AlarmName?: unknown;
  readonly NewStateValue?: unknown;
  readonly AlarmArn?: unknown;
}

/** An alarm that has fired, and the region it speaks about. */
export interface RegionAlarm {
  readonly name: string;
  readonly about: string;
}

/**
 * Reads a notification. Anything but a firing alarm about one of the two regions is not one: the topic
 * also carries our own messages to operators. An alarm's name carries the region it watches, which
 * need not be the one it lives in; without a region in its name it watches its own.
 */
export function regionAlarmFrom(
  message: string,
  regions: readonly [string, string],
): RegionAlarm | undefined {
  const { AlarmName: name, NewStateValue: state, AlarmArn: arn } = readMessage(message);
  if (typeof name !== "string" || state !== "ALARM") return undefined;
  const named = regions.filter((region) => name.includes(region));
  if (named.length > 1) return undefined;
  const home = typeof arn === "string" ? arn.split(":")[3] : undefined;
  const about = named[0] ?? regions.find((region) => region === home);
  return about === undefined ? undefined : { name, about };
}

function readMessage(message: string): AlarmMessage {
  try {
    return (JSON.parse(message) ?? {}) as AlarmMessage;
  } catch {
    return {};
  }
}
