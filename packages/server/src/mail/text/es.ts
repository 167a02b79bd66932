import type { MailText } from "./mail-text.ts"

export const ES: MailText = {
  direction: "ltr",
  greeting: "Hola, {name}:",
  mails: {
    receipt: {
      subject: "Recibo {number}: {amount} añadidos",
      body: "Se han añadido {amount} a tu saldo. Gracias.",
    },
    refund: {
      subject: "Reembolso de {amount}: nota de crédito {number}",
      body: "Se han reembolsado {amount} de tu saldo.",
    },
    topUpFailed: {
      subject: "No se pudo completar un pago",
      body: "El pago de {amount} de saldo no se completó. No se ha añadido nada. Puedes intentarlo de nuevo.",
    },
    rechargeFailed: {
      subject: "La recarga automática no se completó",
      body: "Tu saldo se iba a recargar con {amount}, pero el pago no se completó.",
    },
    rechargeStopped: {
      subject: "La recarga automática está desactivada",
      body: "La recarga automática se ha desactivado porque el pago no se completó. Añade saldo manualmente o vuelve a activarla.",
    },
    lowBalance: {
      subject: "Te queda poco saldo: {balance}",
      body: "Te quedan {balance} de saldo. Añade saldo para que los envíos no se detengan.",
    },
    overdrawn: {
      subject: "Tu saldo se ha agotado: {balance}",
      body: "Tu saldo está por debajo de cero: {balance}. Añade saldo para seguir enviando.",
    },
  },
  labels: {
    wallet: "Cartera",
    amount: "Importe",
    total: "Total pagado",
    balance: "Saldo",
    document: "Número",
    at: "Fecha",
  },
  pay: "Pagar ahora",
  questions: "¿Preguntas? Escribe a {support}.",
  attached: "El documento se adjunta en PDF.",
}
