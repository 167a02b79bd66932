import type { Messages } from "../../internal/messages.ts"

export const billingForm: Messages = {
  name: "Nome",
  email: "E-mail",
  phone: "Telefone",
  line1: "Endereço",
  line2: "Complemento",
  city: "Cidade",
  state: "Estado",
  postalCode: "CEP ou código postal",
  country: "País",
  choose: "Escolher",
  taxId: "CNPJ, CPF ou identificação fiscal",
  billingWhy: "Suas faturas precisam deles.",
  optional: "{label} (opcional)",
  save: "Salvar",
  saving: "Salvando",
  cancel: "Cancelar",
  required: "É necessário.",
  wrong: "Isto não parece certo.",
  example: "Por exemplo, {example}",
  taxIdWrong: "Não é um {label} válido. O formato é {example}.",
}
