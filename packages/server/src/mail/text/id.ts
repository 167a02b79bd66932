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
      body: "Isi ulang otomatis dimatikan karena pembayarannya tidak berhasil. Tambahkan kredit secara manual, atau aktifkan kembali.",
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
    balance: "Saldo",
    document: "Nomor",
    at: "Tanggal",
  },
  pay: "Bayar sekarang",
  questions: "Ada pertanyaan? Tulis ke {support}.",
  attached: "Dokumen terlampir sebagai PDF.",
}
