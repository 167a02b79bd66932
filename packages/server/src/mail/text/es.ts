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
      body: "La recarga automática se ha desactivado. Añade saldo manualmente o vuelve a activarla.",
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
    paidBack: "Importe devuelto",
    balance: "Saldo",
    document: "Número",
    at: "Fecha",
  },
  recharge: {
    reason: "Motivo",
    nextAttempt: "Próximo intento",
    failuresLeft: "Intentos restantes",
    reasons: {
      declined: "El pago fue rechazado",
      authentication_required: "El banco pide que confirmes el pago",
      insufficient_funds: "No había fondos suficientes en la tarjeta",
      expired_card: "La tarjeta ha caducado",
      no_saved_method: "No hay ninguna tarjeta guardada",
      billing_details_needed: "Falta la dirección de facturación",
      disputed: "Hay un pago en disputa",
    },
    actions: {
      none: "Se volverá a intentar automáticamente. No tienes que hacer nada.",
      pay: "Haz el pago tú mismo: no se puede cobrar sin ti.",
      add_method: "Paga una vez con tarjeta: la tarjeta se guarda y la recarga automática continúa.",
      add_billing_details:
        "Añade tu dirección de facturación, de la que depende el impuesto, y la recarga automática continuará.",
    },
  },
  pay: "Pagar ahora",
  questions: "¿Preguntas? Escribe a {support}.",
  attached: "El documento se adjunta en PDF.",
}
