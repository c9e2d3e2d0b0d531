//! The words of statements.

/// One language's.
pub struct Words {
    pub statement: &'static str,
    pub payee: &'static str,
    pub period: &'static str,
    pub version: &'static str,
    pub replaced: &'static str,
    pub made: &'static str,
    pub opening: &'static str,
    pub earned: &'static str,
    pub moved: &'static str,
    pub closing: &'static str,
    pub difference: &'static str,
    pub amount: &'static str,
    pub series: &'static str,
    pub revenue: &'static str,
    pub tier: &'static str,
    pub count: &'static str,
    pub gross: &'static str,
    pub share: &'static str,
    pub date: &'static str,
    pub payout: &'static str,
    pub approved: &'static str,
    pub returned: &'static str,
    pub kept_back: &'static str,
    pub recovered: &'static str,
    pub proof: &'static str,
    /// In the order of [`KINDS`].
    kinds: [&'static str; 7],
}

const KINDS: [&str; 7] = [
    "unlocks",
    "vip",
    "adverts",
    "sponsorship",
    "licence",
    "pledges",
    "breakage",
];

/// The words for a BCP 47 tag, and the tag of the language that they are in: English where it is unknown.
pub fn words(language: &str) -> (&'static str, &'static Words) {
    let primary = language.split('-').next().unwrap_or_default();
    let found = TABLE.iter().find(|(tag, _)| *tag == primary);
    found.map_or((TABLE[0].0, &TABLE[0].1), |(tag, words)| (*tag, words))
}

impl Words {
    /// A kind of revenue; one that has no word yet stands as it is kept.
    pub fn kind<'a>(&'a self, kind: &'a str) -> &'a str {
        let place = KINDS.iter().position(|&known| known == kind);
        place.map_or(kind, |place| self.kinds[place])
    }

    /// Why a line is there, where it is no plain share.
    pub fn reason(&self, reason: &str) -> Option<&'static str> {
        match reason {
            "kept_back" => Some(self.kept_back),
            "recovered" => Some(self.recovered),
            _ => None,
        }
    }

    /// What became of a payout.
    pub fn event<'a>(&'a self, event: &'a str) -> &'a str {
        match event {
            "approved" => self.approved,
            "returned" => self.returned,
            other => other,
        }
    }
}

const TABLE: &[(&str, Words)] = &[
    (
        "en",
        Words {
            statement: "Statement",
            payee: "Payee",
            period: "Month (UTC)",
            version: "Version",
            replaced: "A later version replaces this one.",
            made: "Made",
            opening: "Opening balance",
            earned: "Earned",
            moved: "Paid out and returned",
            closing: "Closing balance",
            difference: "Of which corrected since the version before",
            amount: "Amount",
            series: "Series (contract)",
            revenue: "Revenue",
            tier: "Tier",
            count: "Count",
            gross: "Received",
            share: "Your share",
            date: "Date",
            payout: "Payout",
            approved: "approved",
            returned: "returned",
            kept_back: "kept back for a guarantee",
            recovered: "recovered of a guarantee",
            proof: "Every line is in the CSV file of this statement. Its JSON file is the proof: all receipts, rates and contracts from which each cent can be computed again.",
            kinds: [
                "Unlocks",
                "VIP",
                "Adverts",
                "Sponsorship",
                "Licences",
                "Pledges",
                "Unused coins",
            ],
        },
    ),
    (
        "zh",
        Words {
            statement: "结算单",
            payee: "收款人",
            period: "月份 (UTC)",
            version: "版本",
            replaced: "已被更新的版本取代。",
            made: "生成时间",
            opening: "期初余额",
            earned: "本期收益",
            moved: "已支付与退回",
            closing: "期末余额",
            difference: "其中较上一版本的更正",
            amount: "金额",
            series: "剧集 (合同)",
            revenue: "收入类型",
            tier: "分成层级",
            count: "数量",
            gross: "收入",
            share: "您的份额",
            date: "日期",
            payout: "付款",
            approved: "已批准",
            returned: "已退回",
            kept_back: "为保底金预留",
            recovered: "保底金回收",
            proof: "每一笔明细见本结算单的 CSV 文件；JSON 文件为证明，包含重新计算每一分钱所需的全部收入、汇率和合同。",
            kinds: ["解锁", "VIP", "广告", "赞助", "授权", "众筹", "未使用金币"],
        },
    ),
    (
        "es",
        Words {
            statement: "Liquidación",
            payee: "Beneficiario",
            period: "Mes (UTC)",
            version: "Versión",
            replaced: "Una versión posterior sustituye a esta.",
            made: "Emitida",
            opening: "Saldo inicial",
            earned: "Devengado",
            moved: "Pagado y devuelto",
            closing: "Saldo final",
            difference: "Corregido desde la versión anterior",
            amount: "Importe",
            series: "Serie (contrato)",
            revenue: "Ingresos",
            tier: "Tramo",
            count: "Cantidad",
            gross: "Recibido",
            share: "Su parte",
            date: "Fecha",
            payout: "Pago",
            approved: "aprobado",
            returned: "devuelto",
            kept_back: "retenido por una garantía",
            recovered: "recuperado de una garantía",
            proof: "Cada línea está en el archivo CSV de esta liquidación. Su archivo JSON es la prueba: todos los ingresos, tipos de cambio y contratos con los que se puede volver a calcular cada céntimo.",
            kinds: [
                "Desbloqueos",
                "VIP",
                "Anuncios",
                "Patrocinio",
                "Licencias",
                "Aportaciones",
                "Monedas no usadas",
            ],
        },
    ),
    (
        "pt",
        Words {
            statement: "Extrato",
            payee: "Beneficiário",
            period: "Mês (UTC)",
            version: "Versão",
            replaced: "Uma versão posterior substitui esta.",
            made: "Emitido",
            opening: "Saldo inicial",
            earned: "Ganho",
            moved: "Pago e devolvido",
            closing: "Saldo final",
            difference: "Corrigido desde a versão anterior",
            amount: "Valor",
            series: "Série (contrato)",
            revenue: "Receita",
            tier: "Faixa",
            count: "Quantidade",
            gross: "Recebido",
            share: "Sua parte",
            date: "Data",
            payout: "Pagamento",
            approved: "aprovado",
            returned: "devolvido",
            kept_back: "retido por uma garantia",
            recovered: "recuperado de uma garantia",
            proof: "Cada linha está no arquivo CSV deste extrato. O arquivo JSON é a prova: todas as receitas, taxas de câmbio e contratos com os quais cada centavo pode ser recalculado.",
            kinds: [
                "Desbloqueios",
                "VIP",
                "Anúncios",
                "Patrocínio",
                "Licenças",
                "Apoios",
                "Moedas não usadas",
            ],
        },
    ),
    (
        "ar",
        Words {
            statement: "كشف حساب",
            payee: "المستفيد",
            period: "الشهر (UTC)",
            version: "الإصدار",
            replaced: "حل محله إصدار أحدث.",
            made: "تاريخ الإصدار",
            opening: "الرصيد الافتتاحي",
            earned: "المكتسب",
            moved: "المدفوع والمرتجع",
            closing: "الرصيد الختامي",
            difference: "منه تصحيح منذ الإصدار السابق",
            amount: "المبلغ",
            series: "المسلسل (العقد)",
            revenue: "الإيراد",
            tier: "الشريحة",
            count: "العدد",
            gross: "المقبوض",
            share: "حصتك",
            date: "التاريخ",
            payout: "الدفعة",
            approved: "معتمدة",
            returned: "مرتجعة",
            kept_back: "محتجز لقاء ضمان",
            recovered: "مسترد من ضمان",
            proof: "كل سطر موجود في ملف CSV لهذا الكشف. وملف JSON هو الإثبات: جميع الإيرادات وأسعار الصرف والعقود التي يمكن بها إعادة حساب كل مبلغ.",
            kinds: [
                "فتح الحلقات",
                "VIP",
                "الإعلانات",
                "الرعاية",
                "التراخيص",
                "التعهدات",
                "عملات غير مستخدمة",
            ],
        },
    ),
    (
        "hi",
        Words {
            statement: "विवरण",
            payee: "प्राप्तकर्ता",
            period: "महीना (UTC)",
            version: "संस्करण",
            replaced: "इसकी जगह नया संस्करण आ चुका है।",
            made: "जारी",
            opening: "आरंभिक शेष",
            earned: "अर्जित",
            moved: "भुगतान और वापसी",
            closing: "अंतिम शेष",
            difference: "पिछले संस्करण से सुधार",
            amount: "राशि",
            series: "सीरीज़ (अनुबंध)",
            revenue: "आय",
            tier: "स्तर",
            count: "संख्या",
            gross: "प्राप्त",
            share: "आपका हिस्सा",
            date: "दिनांक",
            payout: "भुगतान",
            approved: "स्वीकृत",
            returned: "वापस",
            kept_back: "गारंटी के लिए रोका गया",
            recovered: "गारंटी से वसूला गया",
            proof: "हर पंक्ति इस विवरण की CSV फ़ाइल में है। JSON फ़ाइल प्रमाण है: सभी आय, विनिमय दरें और अनुबंध, जिनसे हर पैसा फिर से गिना जा सकता है।",
            kinds: [
                "अनलॉक",
                "VIP",
                "विज्ञापन",
                "प्रायोजन",
                "लाइसेंस",
                "सहयोग",
                "अप्रयुक्त सिक्के",
            ],
        },
    ),
    (
        "ko",
        Words {
            statement: "정산서",
            payee: "수취인",
            period: "월 (UTC)",
            version: "버전",
            replaced: "이후 버전으로 대체되었습니다.",
            made: "작성",
            opening: "기초 잔액",
            earned: "수익",
            moved: "지급 및 반환",
            closing: "기말 잔액",
            difference: "이전 버전 대비 정정",
            amount: "금액",
            series: "시리즈 (계약)",
            revenue: "수익 종류",
            tier: "단계",
            count: "수량",
            gross: "수입",
            share: "귀하의 몫",
            date: "날짜",
            payout: "지급",
            approved: "승인됨",
            returned: "반환됨",
            kept_back: "보장금으로 유보",
            recovered: "보장금에서 회수",
            proof: "모든 내역은 이 정산서의 CSV 파일에 있습니다. JSON 파일은 증빙이며, 모든 금액을 다시 계산할 수 있는 수입, 환율, 계약이 들어 있습니다.",
            kinds: [
                "잠금 해제",
                "VIP",
                "광고",
                "협찬",
                "라이선스",
                "후원",
                "미사용 코인",
            ],
        },
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_of_a_house_has_its_words_and_each_kind_of_revenue_one() {
        for language in crate::houses::LANGUAGES {
            assert_eq!(words(language).0, *language);
        }
        assert_eq!((words("pt-BR").0, words("fr").0), ("pt", "en"));
        for kind in crate::books::revenue::RevenueKind::ALL {
            assert_ne!(words("en").1.kind(kind.as_str()), kind.as_str());
        }
        assert_eq!(words("en").1.kind("new"), "new");
    }
}
