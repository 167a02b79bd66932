import type { Messages } from "../../internal/messages.ts"

export const common: Messages = {
  loading: "Memuat",
  retry: "Coba lagi",
  offline: "Anda sedang luring. Data per {time}.",
  stale: "Tidak terhubung ke dompet. Data per {time}; mencoba lagi.",
  staleExpired: "Sesi Anda telah berakhir. Data per {time}.",
  errorTitle: "Tidak dapat dimuat",
  error_offline: "Anda sedang luring. Data dimuat sendiri begitu tersambung.",
  error_network: "Dompet tidak dapat dihubungi. Periksa koneksi, atau coba lagi.",
  error_no_token:
    "Halaman ini belum menyebutkan dompet siapa yang ditampilkan. Masuk lagi, atau hubungi dukungan.",
  error_no_server: "Halaman ini belum menyebutkan letak dompet: baseUrl tidak ada.",
  error_expired: "Sesi Anda telah berakhir. Muat ulang halaman untuk melanjutkan.",
  error_forbidden: "Anda tidak berhak melihat ini. Minta akses kepada pemilik akun.",
  error_not_found: "Dompet ini sudah tidak ada.",
  error_rate_limited: "Terlalu sering. Tunggu sebentar, lalu coba lagi.",
  error_other: "Terjadi kesalahan di pihak kami ({code}). Tidak ada yang berubah. Coba lagi sebentar lagi.",
}
