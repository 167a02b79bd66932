import type { MailText } from "./mail-text.ts"

export const HI: MailText = {
  direction: "ltr",
  greeting: "नमस्ते {name},",
  mails: {
    receipt: { subject: "रसीद {number}: {amount} जोड़े गए", body: "आपके क्रेडिट में {amount} जोड़े गए। धन्यवाद।" },
    refund: { subject: "{amount} का रिफ़ंड: क्रेडिट नोट {number}", body: "आपके क्रेडिट में से {amount} वापस किए गए।" },
    topUpFailed: {
      subject: "भुगतान पूरा नहीं हुआ",
      body: "{amount} के क्रेडिट का भुगतान पूरा नहीं हुआ। कुछ नहीं जोड़ा गया। आप फिर से कोशिश कर सकते हैं।",
    },
    rechargeFailed: {
      subject: "ऑटो-रीचार्ज पूरा नहीं हुआ",
      body: "आपके क्रेडिट में {amount} का रीचार्ज होना था, पर भुगतान पूरा नहीं हुआ।",
    },
    rechargeStopped: {
      subject: "ऑटो-रीचार्ज बंद है",
      body: "ऑटो-रीचार्ज बंद कर दिया गया है। क्रेडिट स्वयं जोड़ें, या इसे फिर से चालू करें।",
    },
    lowBalance: {
      subject: "आपके क्रेडिट कम हो रहे हैं: {balance}",
      body: "आपके {balance} के क्रेडिट बचे हैं। क्रेडिट जोड़ें ताकि संदेश भेजना न रुके।",
    },
    overdrawn: {
      subject: "आपके क्रेडिट समाप्त हो गए: {balance}",
      body: "आपका बैलेंस शून्य से नीचे है: {balance}। संदेश भेजते रहने के लिए क्रेडिट जोड़ें।",
    },
  },
  labels: {
    wallet: "वॉलेट",
    amount: "राशि",
    total: "कुल भुगतान",
    paidBack: "आपको लौटाई गई रकम",
    balance: "बैलेंस",
    document: "संख्या",
    at: "तारीख़",
  },
  recharge: {
    reason: "कारण",
    nextAttempt: "अगला प्रयास",
    failuresLeft: "बचे हुए प्रयास",
    reasons: {
      declined: "भुगतान अस्वीकार हुआ",
      authentication_required: "बैंक चाहता है कि आप भुगतान की पुष्टि करें",
      insufficient_funds: "कार्ड में पर्याप्त राशि नहीं थी",
      expired_card: "कार्ड की अवधि समाप्त हो गई है",
      no_saved_method: "कोई कार्ड सहेजा नहीं गया है",
      billing_details_needed: "बिलिंग पता नहीं है",
      disputed: "एक भुगतान विवादित है",
    },
    actions: {
      none: "यह अपने आप फिर से किया जाएगा। आपको कुछ करने की ज़रूरत नहीं है।",
      pay: "कृपया भुगतान स्वयं करें: आपके बिना शुल्क नहीं लिया जा सकता।",
      add_method: "कृपया एक बार कार्ड से भुगतान करें: कार्ड सहेज लिया जाएगा और ऑटो-रीचार्ज जारी रहेगा।",
      add_billing_details: "कृपया अपना बिलिंग पता जोड़ें, जिस पर कर निर्भर है: फिर ऑटो-रीचार्ज जारी रहेगा।",
    },
  },
  pay: "अभी भुगतान करें",
  questions: "कोई प्रश्न? {support} पर लिखें।",
  attached: "दस्तावेज़ PDF के रूप में संलग्न है।",
}
