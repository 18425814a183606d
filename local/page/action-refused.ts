/** What somebody asked for cannot be done now; the message says why, in words for the page. */
export class ActionRefused extends Error {
  constructor(
    message: string,
    readonly status: 400 | 404 | 409 = 409,
  ) {
    super(message);
  }
}
