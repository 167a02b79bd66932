import type { Messages } from "../../internal/messages.ts"

export const common: Messages = {
  loading: "Carregando",
  retry: "Tentar de novo",
  offline: "Você está sem conexão. Dados das {time}.",
  stale: "Sem conexão com a carteira. Dados das {time}; tentando de novo.",
  staleExpired: "Sua sessão terminou. Dados das {time}.",
  errorTitle: "Não foi possível carregar",
  error_offline: "Você está sem conexão. O carregamento continua quando ela voltar.",
  error_network: "Não foi possível acessar a carteira. Verifique a conexão ou tente de novo.",
  error_no_token: "Esta página não informou qual carteira mostrar. Entre de novo ou fale com o suporte.",
  error_no_server: "Esta página não informou onde está a carteira: falta baseUrl.",
  error_expired: "Sua sessão terminou. Recarregue a página para continuar.",
  error_forbidden: "Você não tem acesso a isto. Peça ao responsável pela conta.",
  error_not_found: "Esta carteira não existe mais.",
  error_rate_limited: "Foram pedidos demais. Espere um pouco e tente de novo.",
  error_other: "Algo deu errado do nosso lado ({code}). Nada foi alterado. Tente de novo em instantes.",
}
