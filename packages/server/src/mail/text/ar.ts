import type { MailText } from "./mail-text.ts"

export const AR: MailText = {
  direction: "rtl",
  greeting: "مرحبًا {name}،",
  mails: {
    receipt: { subject: "إيصال {number}: أُضيف {amount}", body: "أُضيف {amount} إلى رصيدك. شكرًا لك." },
    refund: { subject: "استرداد {amount}: إشعار دائن {number}", body: "رُدّ {amount} من رصيدك." },
    topUpFailed: {
      subject: "لم تتم عملية دفع",
      body: "لم تتم عملية دفع رصيد بقيمة {amount}، ولم يُضف شيء. يمكنك المحاولة مرة أخرى.",
    },
    rechargeFailed: {
      subject: "لم تتم إعادة الشحن التلقائية",
      body: "كان من المقرر شحن رصيدك بمبلغ {amount}، لكن الدفع لم يتم.",
    },
    rechargeStopped: {
      subject: "إعادة الشحن التلقائية متوقفة",
      body: "أُوقفت إعادة الشحن التلقائية. أضف رصيدًا بنفسك، أو شغّلها من جديد.",
    },
    lowBalance: {
      subject: "رصيدك يوشك على النفاد: {balance}",
      body: "بقي من رصيدك {balance}. أضف رصيدًا حتى لا يتوقف الإرسال.",
    },
    overdrawn: {
      subject: "نفد رصيدك: {balance}",
      body: "رصيدك أقل من الصفر: {balance}. أضف رصيدًا لمواصلة الإرسال.",
    },
  },
  labels: {
    wallet: "المحفظة",
    amount: "المبلغ",
    total: "إجمالي المدفوع",
    paidBack: "المبلغ المعاد إليك",
    balance: "الرصيد",
    document: "الرقم",
    at: "التاريخ",
  },
  recharge: {
    reason: "السبب",
    nextAttempt: "المحاولة التالية",
    failuresLeft: "المحاولات المتبقية",
    reasons: {
      declined: "رُفض الدفع",
      authentication_required: "يطلب البنك أن تؤكد الدفع",
      insufficient_funds: "لم يكن الرصيد في البطاقة كافيًا",
      expired_card: "انتهت صلاحية البطاقة",
      no_saved_method: "لا توجد بطاقة محفوظة",
      billing_details_needed: "عنوان الفوترة غير موجود",
      disputed: "هناك دفعة متنازع عليها",
    },
    actions: {
      none: "ستُعاد المحاولة تلقائيًا، ولا يلزمك فعل شيء.",
      pay: "يُرجى أن تدفع بنفسك، إذ لا يمكن الخصم من دونك.",
      add_method: "يُرجى الدفع مرة واحدة بالبطاقة: تُحفظ البطاقة وتستمر إعادة الشحن التلقائية.",
      add_billing_details:
        "يُرجى إضافة عنوان الفوترة الذي تعتمد عليه الضريبة، ثم تستمر إعادة الشحن التلقائية.",
    },
  },
  pay: "ادفع الآن",
  questions: "لديك سؤال؟ راسلنا على {support}.",
  attached: "المستند مرفق بصيغة PDF.",
}
