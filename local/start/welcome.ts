import type { Endpoints } from "./endpoints";

/** What a terminal says once everything answers. The commands need nothing but curl. */
export function welcome({ primary, secondary, dns, page }: Endpoints, seconds: string): string {
  const payment = JSON.stringify({
    transaction_id: "first-payment",
    amount: "100.00",
    currency: "USD",
    customer_id: "cust-1",
    payment_method: "card_token_1",
  });
  const loss = JSON.stringify({ region: primary.region });
  const press = "-H 'x-payments-dr-page: 1' -H 'content-type: application/json'";
  return `
Ready after ${seconds} s.
  page       ${page}
  primary    ${primary.region}  API ${primary.api}  AWS ${primary.aws}
  secondary  ${secondary.region}  API ${secondary.api}  AWS ${secondary.aws}
  DNS        ${dns.name} at ${dns.host}:${dns.port}

Try next: pay, ask the other region about it, kill the primary. The page shows what follows.
  curl -s ${primary.api}/validate -H 'content-type: application/json' -d '${payment}'
  curl -s ${secondary.api}/payments/first-payment
  curl -s ${page}/actions/kill ${press} -d '${loss}'

Ctrl-C stops everything.
`;
}
