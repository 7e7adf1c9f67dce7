package extract

// Names of the fields of the built-in schemas that the package gives a meaning
// of its own: arithmetic, checks and memory work on them by name.
const (
	FieldNumber          = "document_number"
	FieldTypeCode        = "type_code"
	FieldIssueDate       = "issue_date"
	FieldDueDate         = "due_date"
	FieldDeliveryDate    = "delivery_date"
	FieldOrderNumber     = "order_number"
	FieldCurrency        = "currency"
	FieldSupplierName    = "supplier_name"
	FieldSupplierAddress = "supplier_address"
	FieldSupplierVATID   = "supplier_vat_id"
	FieldSupplierTaxNo   = "supplier_tax_number"
	FieldCustomerName    = "customer_name"
	FieldCustomerAddress = "customer_address"
	FieldCustomerVATID   = "customer_vat_id"
	FieldIBAN            = "iban"
	FieldBIC             = "bic"
	FieldNet             = "net_total"
	FieldVAT             = "vat_total"
	FieldGross           = "gross_total"
	FieldDue             = "amount_due"
	FieldPrepaid         = "prepaid"
	FieldLineTotal       = "line_total"
	FieldAllowances      = "allowance_total"
	FieldCharges         = "charge_total"
	FieldLineItems       = "line_items"
	FieldVATRates        = "vat_rates"
	FieldEffectiveDate   = "effective_date"
	FieldJurisdiction    = "jurisdiction"
	FieldTermLength      = "term"
	FieldParty           = "party"
)

// Columns of the line items and of the VAT breakdown.
const (
	ColDescription = "description"
	ColSKU         = "sku"
	ColQuantity    = "quantity"
	ColUnit        = "unit"
	ColUnitPrice   = "unit_price"
	ColAmount      = "amount"
	ColVATRate     = "vat_rate"
	ColDiscount    = "discount"
	ColRate        = "rate"
	ColNet         = "net"
	ColVAT         = "vat"
	ColCategory    = "category"
)

func lineItems() Field {
	return Field{Name: FieldLineItems, Kind: KindTable, Term: "BG-25", Description: "the goods and services, one row each", Fields: []Field{
		{Name: ColDescription, Term: "BT-153", Description: "name and description of the item"},
		{Name: ColSKU, Kind: KindCode, Term: "BT-155", Description: "the seller's article number"},
		{Name: ColQuantity, Kind: KindNumber, Term: "BT-129"},
		{Name: ColUnit, Term: "BT-130", Description: "unit of the quantity"},
		{Name: ColUnitPrice, Kind: KindMoney, Term: "BT-146", Description: "price of one unit"},
		{Name: ColDiscount, Kind: KindMoney, Description: "discount on the line"},
		{Name: ColVATRate, Kind: KindNumber, Term: "BT-152", Description: "VAT rate in percent"},
		{Name: ColAmount, Kind: KindMoney, Term: "BT-131", Description: "amount of the line"},
	}}
}

func vatRates() Field {
	return Field{Name: FieldVATRates, Kind: KindTable, Term: "BG-23", Description: "the VAT breakdown, one row a rate", Fields: []Field{
		{Name: ColRate, Kind: KindNumber, Term: "BT-119", Description: "VAT rate in percent"},
		{Name: ColNet, Kind: KindMoney, Term: "BT-116", Description: "taxable amount"},
		{Name: ColVAT, Kind: KindMoney, Term: "BT-117", Description: "tax amount"},
		{Name: ColCategory, Kind: KindCode, Term: "BT-118", Description: "VAT category code (UNCL 5305)"},
	}}
}

// Invoice returns the schema of invoices. The terms are those of EN 16931.
func Invoice() Schema {
	return Schema{Name: "invoice", Version: "1", Class: ClassInvoice, Description: "an invoice; the terms are those of EN 16931", Fields: []Field{
		{Name: FieldNumber, Kind: KindCode, Required: true, Term: "BT-1", Description: "number of the document"},
		{Name: FieldTypeCode, Kind: KindCode, Term: "BT-3", Description: "type of document (UNCL 1001): 380 invoice, 381 credit note"},
		{Name: FieldIssueDate, Kind: KindDate, Required: true, Term: "BT-2", Description: "date of issue"},
		{Name: FieldDueDate, Kind: KindDate, Term: "BT-9", Description: "date until which to pay"},
		{Name: FieldDeliveryDate, Kind: KindDate, Term: "BT-72", Description: "date of delivery or service"},
		{Name: FieldOrderNumber, Kind: KindCode, Term: "BT-13", Description: "the buyer's order number"},
		{Name: FieldCurrency, Kind: KindCode, Check: "currency", Term: "BT-5", Description: "currency (ISO 4217)"},
		{Name: FieldSupplierName, Required: true, Term: "BT-27", Description: "name of the seller"},
		{Name: FieldSupplierAddress, Kind: KindAddress, Term: "BG-5", Description: "address of the seller"},
		{Name: FieldSupplierVATID, Kind: KindCode, Check: "vatid", Term: "BT-31", Description: "the seller's VAT identification number"},
		{Name: FieldSupplierTaxNo, Kind: KindCode, Term: "BT-32", Description: "the seller's local tax number"},
		{Name: FieldCustomerName, Term: "BT-44", Description: "name of the buyer"},
		{Name: FieldCustomerAddress, Kind: KindAddress, Term: "BG-8", Description: "address of the buyer"},
		{Name: FieldCustomerVATID, Kind: KindCode, Check: "vatid", Term: "BT-48", Description: "the buyer's VAT identification number"},
		{Name: FieldIBAN, Kind: KindCode, Check: "iban", Term: "BT-84", Description: "account to pay to"},
		{Name: FieldBIC, Kind: KindCode, Check: "bic", Term: "BT-86", Description: "bank of the account"},
		{Name: FieldLineTotal, Kind: KindMoney, Term: "BT-106", Description: "sum of the line amounts"},
		{Name: FieldAllowances, Kind: KindMoney, Term: "BT-107", Description: "discounts on the document"},
		{Name: FieldCharges, Kind: KindMoney, Term: "BT-108", Description: "charges on the document, such as freight"},
		{Name: FieldNet, Kind: KindMoney, Term: "BT-109", Description: "total without VAT"},
		{Name: FieldVAT, Kind: KindMoney, Term: "BT-110", Description: "VAT total"},
		{Name: FieldGross, Kind: KindMoney, Required: true, Term: "BT-112", Description: "total with VAT"},
		{Name: FieldPrepaid, Kind: KindMoney, Term: "BT-113", Description: "amount paid before"},
		{Name: FieldDue, Kind: KindMoney, Term: "BT-115", Description: "amount to pay"},
		lineItems(), vatRates(),
	}}
}

// CreditNote returns the schema of credit notes: the fields of Invoice.
func CreditNote() Schema {
	s := Invoice()
	s.Name, s.Class, s.Description = "credit_note", ClassCreditNote, "a credit note; the terms are those of EN 16931"
	return s
}

// Receipt returns the schema of till receipts.
func Receipt() Schema {
	return Schema{Name: "receipt", Version: "1", Class: ClassReceipt, Description: "a receipt of a shop or restaurant", Fields: []Field{
		{Name: FieldSupplierName, Required: true, Description: "name of the shop or company"},
		{Name: FieldSupplierAddress, Kind: KindAddress, Description: "its address"},
		{Name: FieldSupplierVATID, Kind: KindCode, Description: "its VAT or tax registration number"},
		{Name: FieldNumber, Kind: KindCode, Description: "number of the receipt"},
		{Name: FieldIssueDate, Kind: KindDate, Required: true, Description: "date of the purchase"},
		{Name: FieldCurrency, Kind: KindCode, Check: "currency", Description: "currency (ISO 4217)"},
		{Name: FieldNet, Kind: KindMoney, Description: "total without tax"},
		{Name: FieldVAT, Kind: KindMoney, Description: "tax total"},
		{Name: FieldGross, Kind: KindMoney, Required: true, Description: "total to pay"},
		lineItems(), vatRates(),
	}}
}

// Contract returns the schema of contracts.
func Contract() Schema {
	return Schema{Name: "contract", Version: "1", Class: ClassContract, Description: "a contract or agreement", Fields: []Field{
		{Name: FieldEffectiveDate, Kind: KindDate, Description: "date on which the agreement takes effect"},
		{Name: FieldJurisdiction, Description: "state or country whose law governs"},
		{Name: FieldTermLength, Description: "how long the obligations last, such as 3 years"},
		{Name: FieldParty, Many: true, Description: "the parties"},
	}}
}

// BuiltIn returns the built-in schema for a class, and whether there is one.
func BuiltIn(class string) (Schema, bool) {
	switch class {
	case ClassInvoice:
		return Invoice(), true
	case ClassCreditNote:
		return CreditNote(), true
	case ClassReceipt:
		return Receipt(), true
	case ClassContract:
		return Contract(), true
	}
	return Schema{}, false
}

// The classes that Classify knows without examples.
const (
	ClassInvoice    = "invoice"
	ClassCreditNote = "credit_note"
	ClassReceipt    = "receipt"
	ClassContract   = "contract"
	ClassLetter     = "letter"
	ClassForm       = "form"
	ClassID         = "id"
	ClassOther      = "other"
)
