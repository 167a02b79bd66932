import type { MailText } from "./mail-text.ts"

export const ID: MailText = {
  direction: "ltr",
  greeting: "Halo {name},",
  mails: {
    receipt: {
      subject: "Tanda terima {number}: {amount} ditambahkan",
      body: "{amount} telah ditambahkan ke kredit Anda. Terima kasih.",
    },
    refund: {
      subject: "Pengembalian dana {amount}: nota kredit {number}",
      body: "{amount} dari kredit Anda telah dikembalikan.",
    },
    topUpFailed: {
      subject: "Pembayaran tidak berhasil",
      body: "Pembayaran kredit sebesar {amount} tidak berhasil. Tidak ada yang ditambahkan. Anda dapat mencoba lagi.",
    },
    rechargeFailed: {
      subject: "Isi ulang otomatis tidak berhasil",
      body: "Kredit Anda akan diisi ulang sebesar {amount}, tetapi pembayarannya tidak berhasil.",
    },
    rechargeStopped: {
      subject: "Isi ulang otomatis dimatikan",
      body: "Isi ulang otomatis dimatikan. Tambahkan kredit secara manual, atau aktifkan kembali.",
    },
    lowBalance: {
      subject: "Kredit Anda menipis: {balance}",
      body: "Kredit Anda tersisa {balance}. Tambahkan kredit agar pengiriman tidak berhenti.",
    },
    overdrawn: {
      subject: "Kredit Anda habis: {balance}",
      body: "Saldo Anda di bawah nol: {balance}. Tambahkan kredit untuk terus mengirim.",
    },
  },
  labels: {
    wallet: "Dompet",
    amount: "Jumlah",
    total: "Total dibayar",
    paidBack: "Dikembalikan kepada Anda",
    balance: "Saldo",
    document: "Nomor",
    at: "Tanggal",
  },
  recharge: {
    reason: "Alasan",
    nextAttempt: "Percobaan berikutnya",
    failuresLeft: "Sisa percobaan",
    reasons: {
      declined: "Pembayaran ditolak",
      authentication_required: "Bank meminta Anda mengonfirmasi pembayaran",
      insufficient_funds: "Dana di kartu tidak cukup",
      expired_card: "Kartu sudah kedaluwarsa",
      no_saved_method: "Tidak ada kartu yang tersimpan",
      billing_details_needed: "Alamat penagihan belum ada",
      disputed: "Sebuah pembayaran sedang disengketakan",
    },
    actions: {
      none: "Akan dicoba lagi secara otomatis. Anda tidak perlu melakukan apa pun.",
      pay: "Harap bayar sendiri: pembayaran tidak dapat ditagih tanpa Anda.",
      add_method: "Harap bayar sekali dengan kartu: kartu disimpan, dan isi ulang otomatis berlanjut.",
      add_billing_details:
        "Harap tambahkan alamat penagihan Anda, yang menentukan pajak: setelah itu isi ulang otomatis berlanjut.",
    },
  },
  pay: "Bayar sekarang",
  questions: "Ada pertanyaan? Tulis ke {support}.",
  attached: "Dokumen terlampir sebagai PDF.",
}
