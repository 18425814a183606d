import type { PaymentLimits } from "../../functions/core/settings";
import { ObjectReader } from "./object-reader";
import type { Problems } from "./problems";
import { REASON } from "./reason";

/** Who may call the API. "open" is an opt-out and says why. */
export type ApiAuth =
  | { readonly kind: "iam" }
  | {
      readonly kind: "jwt";
      readonly issuer: string;
      readonly audience: string;
      /** JSON Web Key Set that tokens are checked with at first; kept as a parameter afterwards. */
      readonly keys: string;
    }
  | { readonly kind: "open"; readonly reason: string };

/** How clients reach and are let into the API, and what it accepts. */
export interface ApiConfig {
  readonly auth: ApiAuth;
  readonly throttleRate: number;
  readonly throttleBurst: number;
  readonly waf: boolean;
  /** Requests per five minutes from one address before the web ACL blocks it. */
  readonly wafRequestsPerAddress: number;
  readonly limits: PaymentLimits;
  readonly accessLogDays: number;
  /** CloudWatch's own metrics of each method beside those of the whole API, which alarms look at. */
  readonly methodMetrics: boolean;
  /** The account-wide role with which API Gateway writes logs: one stack per account and region owns it. */
  readonly manageAccountLogging: boolean;
}

const ISSUER = { pattern: /^https:\/\/\S+$/, example: "https://login.your-company.com/" };
const AUDIENCE = { pattern: /^\S{1,200}$/, example: "payments" };
const CURRENCY = { pattern: /^[A-Z]{3}$/, example: "USD" };
const AMOUNT = { pattern: /^\d{1,12}(\.\d{1,2})?$/, example: '"100000.00"' };
const KEY_SET = { pattern: /^\{"keys":\[.*\]\}$/s, example: '{"keys":[…]}' };

/** CloudWatch Logs accepts these retentions and no others. */
const LOG_RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400] as const;

/** Reads `payments-dr:api`. */
export function readApi(api: ObjectReader, problems: Problems): ApiConfig {
  const limits = api.nested("limits");
  const config: ApiConfig = {
    auth: readAuth(api, problems),
    throttleRate: api.number("throttleRate", { min: 1, max: 100_000 }, 10_000),
    throttleBurst: api.number("throttleBurst", { min: 1, max: 50_000 }, 5_000),
    waf: api.flag("waf", false),
    wafRequestsPerAddress: api.number("wafRequestsPerAddress", { min: 100, max: 2e9 }, 20_000),
    limits: {
      currencies: limits?.texts("currencies", CURRENCY, CURRENCIES) ?? CURRENCIES,
      below: limits?.text("below", AMOUNT, "100000.00") ?? "100000.00",
      alertAbove: limits?.text("alertAbove", AMOUNT, "10000.00") ?? "10000.00",
    },
    accessLogDays: readRetention(api, "accessLogDays", 30),
    methodMetrics: api.flag("methodMetrics", true),
    manageAccountLogging: api.flag("manageAccountLogging", true),
  };
  limits?.refuseUnknownFields();
  api.refuseUnknownFields();
  return config;
}

const CURRENCIES = ["USD", "EUR", "GBP"];

/** Reads a log retention, which CloudWatch offers only in steps. */
export function readRetention(object: ObjectReader, field: string, fallback: number): number {
  const days = object.number(field, { min: 1, max: 400 }, fallback);
  if (LOG_RETENTION_DAYS.some((allowed) => allowed === days)) return days;
  object.refuse(field, `is ${days}`, `use one of ${LOG_RETENTION_DAYS.join(", ")}`);
  return fallback;
}

function readAuth(api: ObjectReader, problems: Problems): ApiAuth {
  const auth = api.raw("auth") ?? "iam";
  const issuer = api.optionalText("issuer", ISSUER);
  const audience = api.optionalText("audience", AUDIENCE);
  const keys = api.text("keys", KEY_SET, '{"keys":[]}');
  if (auth === "iam") return { kind: "iam" };
  if (auth === "jwt") {
    if (issuer === undefined) api.refuse("issuer", "is missing with auth jwt", "name the issuer");
    if (audience === undefined) api.refuse("audience", "is missing with auth jwt", "name it");
    return { kind: "jwt", issuer: issuer ?? "", audience: audience ?? "", keys };
  }
  if (typeof auth === "object") {
    const open = new ObjectReader("api.auth", auth, problems);
    const reason = open.optionalText("open", REASON);
    if (reason === undefined) open.refuse("open", "gives no reason", "say why, in a sentence");
    open.refuseUnknownFields();
    return { kind: "open", reason: reason ?? "" };
  }
  api.refuse("auth", `is ${JSON.stringify(auth)}`, "use iam, jwt or { open: <reason> }");
  return { kind: "iam" };
}
