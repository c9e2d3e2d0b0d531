//! The words of receipts.

/// One language's.
pub struct Words {
    pub receipt: &'static str,
    pub credit_note: &'static str,
    pub number: &'static str,
    pub corrects: &'static str,
    pub date: &'static str,
    pub order: &'static str,
    pub place: &'static str,
    pub paid_by: &'static str,
    pub item: &'static str,
    pub amount: &'static str,
    pub net: &'static str,
    pub total: &'static str,
    pub coins: &'static str,
    pub bonus: &'static str,
    pub week: &'static str,
    pub month: &'static str,
    pub year: &'static str,
    pub test_provider: &'static str,
    pub test_money: &'static str,
    pub tax_deferred: &'static str,
}

/// The words for a BCP 47 tag, and the tag of the language that they are in: English where it is unknown.
pub fn words(language: &str) -> (&'static str, &'static Words) {
    let primary = language.split('-').next().unwrap_or_default();
    let found = TABLE.iter().find(|(tag, _)| *tag == primary);
    found.map_or((TABLE[0].0, &TABLE[0].1), |(tag, words)| (*tag, words))
}

const TABLE: &[(&str, Words)] = &[
    ("en", Words {
        receipt: "Receipt", credit_note: "Credit note", number: "Number", corrects: "Corrects receipt", date: "Date",
        order: "Order", place: "Place of supply", paid_by: "Paid by", item: "Item", amount: "Amount", net: "Net",
        total: "Total", coins: "coins", bonus: "bonus coins", week: "one week", month: "one month", year: "one year",
        test_provider: "Test money", test_money: "Test money: no payment was made.",
        tax_deferred: "Tax falls when the coins are used.",
    }),
    ("zh", Words {
        receipt: "收据", credit_note: "贷项通知单", number: "编号", corrects: "更正的收据", date: "日期", order: "订单",
        place: "供应地", paid_by: "支付方式", item: "项目", amount: "金额", net: "不含税金额", total: "合计", coins: "金币",
        bonus: "赠币", week: "一周", month: "一个月", year: "一年", test_provider: "测试货币",
        test_money: "测试货币：未发生实际付款。", tax_deferred: "税款在使用金币时产生。",
    }),
    ("es", Words {
        receipt: "Recibo", credit_note: "Nota de abono", number: "Número", corrects: "Corrige el recibo", date: "Fecha",
        order: "Pedido", place: "Lugar de suministro", paid_by: "Pagado con", item: "Concepto", amount: "Importe",
        net: "Neto", total: "Total", coins: "monedas", bonus: "monedas de regalo", week: "una semana", month: "un mes",
        year: "un año", test_provider: "Dinero de prueba", test_money: "Dinero de prueba: no se ha hecho ningún pago.",
        tax_deferred: "El impuesto se devenga al usar las monedas.",
    }),
    ("pt", Words {
        receipt: "Recibo", credit_note: "Nota de crédito", number: "Número", corrects: "Corrige o recibo", date: "Data",
        order: "Pedido", place: "Local de fornecimento", paid_by: "Pago com", item: "Item", amount: "Valor",
        net: "Líquido", total: "Total", coins: "moedas", bonus: "moedas de bônus", week: "uma semana", month: "um mês",
        year: "um ano", test_provider: "Dinheiro de teste", test_money: "Dinheiro de teste: nenhum pagamento foi feito.",
        tax_deferred: "O imposto incide quando as moedas são usadas.",
    }),
    ("hi", Words {
        receipt: "रसीद", credit_note: "क्रेडिट नोट", number: "संख्या", corrects: "इस रसीद का सुधार", date: "तारीख", order: "ऑर्डर",
        place: "आपूर्ति का स्थान", paid_by: "भुगतान का माध्यम", item: "विवरण", amount: "राशि", net: "कर से पहले", total: "कुल",
        coins: "सिक्के", bonus: "बोनस सिक्के", week: "एक सप्ताह", month: "एक महीना", year: "एक वर्ष", test_provider: "परीक्षण राशि",
        test_money: "परीक्षण राशि: कोई भुगतान नहीं हुआ।", tax_deferred: "कर सिक्के इस्तेमाल होने पर लगता है।",
    }),
    ("ko", Words {
        receipt: "영수증", credit_note: "환불 전표", number: "번호", corrects: "정정 대상 영수증", date: "날짜", order: "주문",
        place: "공급 장소", paid_by: "결제 수단", item: "항목", amount: "금액", net: "공급가액", total: "합계", coins: "코인",
        bonus: "보너스 코인", week: "1주", month: "1개월", year: "1년", test_provider: "테스트 머니",
        test_money: "테스트 머니: 실제 결제는 이루어지지 않았습니다.", tax_deferred: "세금은 코인을 사용할 때 발생합니다.",
    }),
    ("ar", Words {
        receipt: "إيصال", credit_note: "إشعار دائن", number: "الرقم", corrects: "يصحح الإيصال", date: "التاريخ", order: "الطلب",
        place: "مكان التوريد", paid_by: "طريقة الدفع", item: "البند", amount: "المبلغ", net: "الصافي", total: "الإجمالي",
        coins: "عملة", bonus: "عملة إضافية", week: "أسبوع واحد", month: "شهر واحد", year: "سنة واحدة",
        test_provider: "نقود تجريبية", test_money: "نقود تجريبية: لم تتم أي عملية دفع.",
        tax_deferred: "تُستحق الضريبة عند استخدام العملات.",
    }),
];
