/** Our page for a customer whom the provider sends back, and who came from no page of a partner's. Rule STRIPE-3. */
export const RETURNED_PATH = "/checkout/returned"
