import type { Messages } from "../../internal/messages.ts"

export const billingForm: Messages = {
  name: "Nombre",
  email: "Correo electrónico",
  phone: "Teléfono",
  line1: "Dirección",
  line2: "Dirección, línea 2",
  city: "Ciudad",
  state: "Provincia",
  postalCode: "Código postal",
  country: "País",
  choose: "Elegir",
  taxId: "NIF o identificación fiscal",
  billingWhy: "Tus facturas los necesitan.",
  optional: "{label} (opcional)",
  save: "Guardar",
  saving: "Guardando",
  cancel: "Cancelar",
  required: "Es necesario.",
  wrong: "Esto no parece correcto.",
  example: "Por ejemplo, {example}",
  taxIdWrong: "No es un {label} válido. Tiene esta forma: {example}.",
}
