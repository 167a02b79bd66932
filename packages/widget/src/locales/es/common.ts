import type { Messages } from "../../internal/messages.ts"

export const common: Messages = {
  loading: "Cargando",
  retry: "Reintentar",
  offline: "Sin conexión. Datos de las {time}.",
  stale: "No hay conexión con el monedero. Datos de las {time}; se sigue intentando.",
  staleExpired: "Tu sesión ha terminado. Datos de las {time}.",
  errorTitle: "No se pudo cargar",
  error_offline: "Sin conexión. Se cargará en cuanto vuelvas a estar en línea.",
  error_network: "No se pudo acceder al monedero. Comprueba la conexión o vuelve a intentarlo.",
  error_no_token:
    "Esta página no indica qué monedero mostrar. Vuelve a iniciar sesión o contacta con soporte.",
  error_no_server: "Esta página no indica dónde está el monedero: falta baseUrl.",
  error_expired: "Tu sesión ha terminado. Recarga la página para continuar.",
  error_forbidden: "No tienes acceso a esto. Pídelo a quien administra la cuenta.",
  error_not_found: "Este monedero ya no existe.",
  error_rate_limited: "Demasiadas solicitudes. Espera un momento y vuelve a intentarlo.",
  error_other:
    "Algo falló por nuestra parte ({code}). No se ha cambiado nada. Inténtalo de nuevo en un momento.",
}
