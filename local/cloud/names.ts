/** The domain under which the local cloud answers; no real zone is touched. */
export const LOCAL_DOMAIN = "payments-dr.dev";

/** The processor's name on the simulated internet. */
export const PROCESSOR_HOST = `processor.${LOCAL_DOMAIN}`;
