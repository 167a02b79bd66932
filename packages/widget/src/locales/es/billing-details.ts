import type { Messages } from "../../internal/messages.ts"

export const billingDetails: Messages = {
  title: "Datos de facturación",
  edit: "Editar",
  add: "Añadir datos de facturación",
  empty: "Aún no hay datos de facturación",
  emptyNote: "Las facturas se emiten a estos datos, y el impuesto puede depender de ellos.",
  missing: "Falta algo que necesitan tus facturas.",
  missingState:
    "Falta la provincia o el estado. De ello depende el impuesto; hasta entonces no se puede añadir crédito.",
  readOnly: "Pide al titular de la cuenta que los cambie.",
  contact: "Contacto",
  address: "Dirección de facturación",
  none: "Ninguno",
  saved: "Guardado",
  stays: "Las facturas ya emitidas no cambian.",
  conflict: "Alguien cambió estos datos mientras los editabas.",
  theirs: "Ver los suyos",
  mine: "Guardar los míos",
  discard: "¿Descartar tus cambios?",
  discardYes: "Descartar",
  discardNo: "Seguir editando",
  notSaved: "No se guardó nada.",
  error_forbidden: "No puedes cambiar estos datos. Pide acceso al titular de la cuenta.",
  error_invalid_request: "Algo no se aceptó. Revisa los campos y guarda de nuevo.",
}
