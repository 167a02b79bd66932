import type { MailText } from "./mail-text.ts"

export const PT: MailText = {
  direction: "ltr",
  greeting: "Olá, {name},",
  mails: {
    receipt: {
      subject: "Recibo {number}: {amount} adicionados",
      body: "{amount} foram adicionados aos seus créditos. Obrigado.",
    },
    refund: {
      subject: "Reembolso de {amount}: nota de crédito {number}",
      body: "{amount} dos seus créditos foram reembolsados.",
    },
    topUpFailed: {
      subject: "Um pagamento não foi concluído",
      body: "O pagamento de {amount} em créditos não foi concluído. Nada foi adicionado. Você pode tentar novamente.",
    },
    rechargeFailed: {
      subject: "A recarga automática não foi concluída",
      body: "Seus créditos seriam recarregados em {amount}, mas o pagamento não foi concluído.",
    },
    rechargeStopped: {
      subject: "A recarga automática está desativada",
      body: "A recarga automática foi desativada. Adicione créditos manualmente ou ative-a novamente.",
    },
    lowBalance: {
      subject: "Seus créditos estão acabando: {balance}",
      body: "Restam {balance} dos seus créditos. Adicione créditos para que os envios não parem.",
    },
    overdrawn: {
      subject: "Seus créditos acabaram: {balance}",
      body: "Seu saldo está abaixo de zero: {balance}. Adicione créditos para continuar enviando.",
    },
  },
  labels: {
    wallet: "Carteira",
    amount: "Valor",
    total: "Total pago",
    paidBack: "Valor devolvido",
    balance: "Saldo",
    document: "Número",
    at: "Data",
  },
  recharge: {
    reason: "Motivo",
    nextAttempt: "Próxima tentativa",
    failuresLeft: "Tentativas restantes",
    reasons: {
      declined: "O pagamento foi recusado",
      authentication_required: "O banco pede que você confirme o pagamento",
      insufficient_funds: "Não havia saldo suficiente no cartão",
      expired_card: "O cartão expirou",
      no_saved_method: "Nenhum cartão está salvo",
      billing_details_needed: "Falta o endereço de cobrança",
      disputed: "Há um pagamento em disputa",
    },
    actions: {
      none: "Haverá uma nova tentativa automática. Você não precisa fazer nada.",
      pay: "Faça o pagamento você mesmo: não é possível cobrar sem você.",
      add_method: "Pague uma vez com cartão: o cartão fica salvo e a recarga automática continua.",
      add_billing_details:
        "Adicione seu endereço de cobrança, do qual o imposto depende, e a recarga automática continua.",
    },
  },
  pay: "Pagar agora",
  questions: "Dúvidas? Escreva para {support}.",
  attached: "O documento está anexado em PDF.",
}
