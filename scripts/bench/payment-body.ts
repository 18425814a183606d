/** A payment that every limit allows; only the identifier differs. */
export function paymentBody(transactionId: string): string {
  return JSON.stringify({
    transaction_id: transactionId,
    amount: "129.90",
    currency: "EUR",
    customer_id: "customer-4711",
    payment_method: "card_token_1",
  });
}
