/**
 * Thrown by a dispatcher for a region that is gone or cut off: the client sees its connection
 * break without an answer, which is the one outcome that leaves open whether the call was done.
 */
export class ConnectionLost extends Error {
  /** What Node's sockets report; SDK clients retry on it. */
  readonly code = "ECONNRESET";

  constructor(message = "the connection was reset") {
    super(message);
    this.name = "ConnectionLost";
  }
}
