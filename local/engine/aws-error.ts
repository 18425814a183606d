const none: Readonly<Record<string, unknown>> = {};

/** An error as an AWS service reports it: `name` is the error code that SDK clients see. */
export class AwsError extends Error {
  constructor(
    name: string,
    message: string,
    readonly statusCode = 400,
    /** Members beside the message, e.g. `Item` of a failed condition. */
    readonly members: Readonly<Record<string, unknown>> = none,
  ) {
    super(message);
    this.name = name;
    // The engine throws these in hot loops; most of them have nothing beside their message.
    if (members !== none) Object.assign(this, members);
  }
}

/** The engine never answers 200 to what it does not model: it names the operation instead. */
export class NotModelled extends AwsError {
  constructor(service: string, operation: string, detail = "") {
    super(
      "NotModelledException",
      `${service}:${operation} is not modelled by the local cloud${detail ? ` (${detail})` : ""}`,
      501,
    );
  }
}
