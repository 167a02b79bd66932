import type { MailText } from "./mail-text.ts"

export const EN: MailText = {
  direction: "ltr",
  greeting: "Hello {name},",
  mails: {
    receipt: {
      subject: "Receipt {number}: {amount} added",
      body: "{amount} was added to your credits. Thank you.",
    },
    refund: {
      subject: "Refund of {amount}: credit note {number}",
      body: "{amount} of your credits was refunded.",
    },
    topUpFailed: {
      subject: "A payment did not go through",
      body: "The payment for {amount} of credits did not go through. Nothing was added. You can try again.",
    },
    rechargeFailed: {
      subject: "Auto-recharge did not go through",
      body: "Your credits were to be recharged by {amount}, and the payment did not go through.",
    },
    rechargeStopped: {
      subject: "Auto-recharge is off",
      body: "Auto-recharge is turned off. Add credits by hand, or turn it on again.",
    },
    lowBalance: {
      subject: "Your credits are running low: {balance}",
      body: "{balance} of your credits is left. Add credits so that sending does not stop.",
    },
    overdrawn: {
      subject: "Your credits are used up: {balance}",
      body: "Your balance is below zero: {balance}. Add credits to go on sending.",
    },
  },
  labels: {
    wallet: "Wallet",
    amount: "Amount",
    total: "Total paid",
    paidBack: "Paid back to you",
    balance: "Balance",
    document: "Number",
    at: "Date",
  },
  recharge: {
    reason: "Reason",
    nextAttempt: "Next attempt",
    failuresLeft: "Attempts left",
    reasons: {
      declined: "The payment was declined",
      authentication_required: "The bank wants you to confirm the payment",
      insufficient_funds: "The funds on the card were not enough",
      expired_card: "The card has expired",
      no_saved_method: "No card is saved",
      billing_details_needed: "The billing address is missing",
      disputed: "A payment is disputed",
    },
    actions: {
      none: "It is tried again by itself. You need not do anything.",
      pay: "Please pay it yourself: it cannot be charged without you.",
      add_method: "Please pay once by card: the card is saved, and auto-recharge goes on.",
      add_billing_details:
        "Please add your billing address, which the tax depends on: then auto-recharge goes on.",
    },
  },
  pay: "Pay now",
  questions: "Questions? Write to {support}.",
  attached: "The document is attached as a PDF.",
}
